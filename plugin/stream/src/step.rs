//! The steps of a probe, and how long each took.

use serde::{Deserialize, Serialize};

/// A step on the way to the features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The TCP connection.
    Connect,
    /// Stream header and features in clear.
    Stream,
    /// `<starttls/>` until `<proceed/>`.
    StartTls,
    /// The TLS handshake.
    Tls,
    /// Stream header and features under TLS.
    Features,
    /// An attempt to authenticate by certificate, until its answer.
    External,
    /// Stream header and features after it.
    Restart,
    /// A question about a dialback key, until its answer.
    Dialback,
}

/// How long a step took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTime {
    /// Which one.
    pub step: Step,
    /// Microseconds.
    pub micros: u64,
}

impl Step {
    /// The word used in observations, metrics and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Stream => "stream",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::Features => "features",
            Self::External => "external",
            Self::Restart => "restart",
            Self::Dialback => "dialback",
        }
    }
}
