//! What a probe writes down.

use checker_kit::tcp::TcpError;
use checker_kit::tls::{TlsFacts, TlsFailure};
use serde::{Deserialize, Serialize};

use crate::features::Features;
use crate::header::Header;
use crate::reader::ReadError;
use crate::stream_error::StreamError;

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
}

/// How long a step took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTime {
    /// Which one.
    pub step: Step,
    /// Microseconds.
    pub micros: u64,
}

/// Everything seen at one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Transcript {
    /// The steps gone, in order; the last may have failed.
    pub steps: Vec<StepTime>,
    /// The server's header in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_before_tls: Option<Header>,
    /// The features in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features_before_tls: Option<Features>,
    /// Bytes that came in clear between `<proceed/>` and TLS, as an excerpt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_proceed: Option<String>,
    /// What TLS agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFacts>,
    /// The server's header under TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// The features under TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Features>,
    /// Where the server ended a TLS connection: whether it sent close_notify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_notify: Option<bool>,
    /// Why the probe did not get to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Where a probe ended early, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// During which step.
    pub step: Step,
    /// What happened.
    pub cause: Cause,
    /// The same in words.
    pub message: String,
}

/// What can end a probe early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "type", content = "detail")]
pub enum Cause {
    /// The connection.
    #[error("{0}")]
    Tcp(TcpError),
    /// The endpoint's time was up.
    #[error("timed out")]
    TimedOut,
    /// The server closed the connection.
    #[error("the server closed the connection")]
    Closed,
    /// The server closed the stream without giving a reason.
    #[error("the server closed the stream without giving a reason")]
    StreamClosed,
    /// A stream error.
    #[error("stream error {}", .0.describe())]
    StreamError(StreamError),
    /// Not an XMPP stream.
    #[error("{0}")]
    Xml(ReadError),
    /// The TLS handshake.
    #[error("{0}")]
    Tls(TlsFailure),
    /// STARTTLS is not among the features.
    #[error("the server does not offer STARTTLS")]
    NotOffered,
    /// `<failure/>` to `<starttls/>`.
    #[error("the server offers STARTTLS but refused to start it")]
    StartTlsRefused,
    /// Another answer to `<starttls/>`, by its name.
    #[error("the server answered STARTTLS with <{0}/>")]
    Unexpected(String),
}

impl Failure {
    /// A failure with its words.
    pub fn new(step: Step, cause: Cause) -> Self {
        let message = match (&cause, step) {
            (Cause::TimedOut, Step::Connect) => "no answer to the TCP connection".to_owned(),
            (Cause::TimedOut, Step::Stream) => {
                "the server accepted the connection and then sent nothing that completes a stream \
                 header with features"
                    .to_owned()
            }
            (Cause::TimedOut, Step::StartTls) => "no answer to <starttls/>".to_owned(),
            (Cause::TimedOut, Step::Tls) => {
                "the TLS handshake was not completed in time".to_owned()
            }
            (Cause::TimedOut, Step::Features) => {
                "TLS is established, but no stream features came after it".to_owned()
            }
            (cause, _) => cause.to_string(),
        };
        Self {
            step,
            cause,
            message,
        }
    }
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
        }
    }
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

impl Transcript {
    /// Whether TLS was established.
    pub fn secured(&self) -> bool {
        self.tls.is_some()
    }

    /// Microseconds over all steps.
    pub fn micros(&self) -> u64 {
        self.steps.iter().map(|step| step.micros).sum()
    }
}

impl From<TcpError> for Cause {
    fn from(error: TcpError) -> Self {
        Self::Tcp(error)
    }
}

impl From<ReadError> for Cause {
    fn from(error: ReadError) -> Self {
        Self::Xml(error)
    }
}

impl From<TlsFailure> for Cause {
    fn from(error: TlsFailure) -> Self {
        Self::Tls(error)
    }
}
