//! Why a probe did not get to its end.

use checker_kit::tcp::TcpError;
use checker_kit::tls::TlsFailure;
use serde::{Deserialize, Serialize};

use crate::mail::Mail;
use crate::reader::ReadError;
use crate::step::Step;
use crate::stream_error::StreamError;

/// Where a probe ended early, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeFailure {
    /// During which step.
    pub step: Step,
    /// What happened.
    pub cause: FailureCause,
    /// The same in words.
    pub message: String,
}

/// What can end a probe early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "type", content = "detail")]
pub enum FailureCause {
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
    /// A line that is no way to TLS, in a protocol of mail.
    #[error("the server answered \"{0}\"")]
    Reply(String),
    /// More than a server has to say before TLS, in a protocol of mail.
    #[error("the server said more than there is to say before TLS")]
    TooMuch,
}

impl ProbeFailure {
    /// A failure with its words.
    pub fn new(step: Step, cause: FailureCause) -> Self {
        let message = match (&cause, step) {
            (FailureCause::TimedOut, Step::Connect) => "no answer to the TCP connection".to_owned(),
            (FailureCause::TimedOut, Step::Stream) => {
                "the server accepted the connection and then sent nothing that completes a stream \
                 header with features"
                    .to_owned()
            }
            (FailureCause::TimedOut, Step::StartTls) => "no answer to <starttls/>".to_owned(),
            (FailureCause::TimedOut, Step::Tls) => {
                "the TLS handshake was not completed in time".to_owned()
            }
            (FailureCause::TimedOut, Step::Features) => {
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

impl ProbeFailure {
    /// The same of a protocol of mail, which has no streams.
    pub(crate) fn in_words_of(self, mail: Mail) -> Self {
        let command = mail.command();
        let message = match (&self.cause, self.step) {
            (FailureCause::TimedOut, Step::Stream) => {
                "the server accepted the connection and then did not say what it offers".to_owned()
            }
            (FailureCause::TimedOut, Step::StartTls) => format!("no answer to {command}"),
            (FailureCause::NotOffered, _) => format!("the server does not offer {command}"),
            (FailureCause::StartTlsRefused, _) => {
                format!("the server offers {command} but refused to start it")
            }
            _ => self.message,
        };
        Self { message, ..self }
    }
}

impl From<TcpError> for FailureCause {
    fn from(error: TcpError) -> Self {
        Self::Tcp(error)
    }
}

impl From<ReadError> for FailureCause {
    fn from(error: ReadError) -> Self {
        Self::Xml(error)
    }
}

impl From<TlsFailure> for FailureCause {
    fn from(error: TlsFailure) -> Self {
        Self::Tls(error)
    }
}
