//! The two ways in which TLS begins.

use serde::{Deserialize, Serialize};

/// How TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Method {
    /// In the stream (RFC 6120 §5).
    #[serde(rename = "starttls")]
    StartTls,
    /// From the first byte (XEP-0368).
    #[serde(rename = "direct-tls")]
    DirectTls,
}

impl Method {
    /// `STARTTLS` or `direct TLS`, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::StartTls => "STARTTLS",
            Self::DirectTls => "direct TLS",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::StartTls => Self::DirectTls,
            Self::DirectTls => Self::StartTls,
        }
    }
}
