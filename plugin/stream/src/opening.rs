//! What a connection begins with.

use crate::mail::Mail;
use crate::method::Method;

/// What a connection begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Opening {
    /// TLS, from the first byte.
    DirectTls,
    /// A stream of XMPP in clear, until STARTTLS (RFC 6120 §5).
    Stream,
    /// A protocol of mail in clear, until its STARTTLS. Once TLS is there the
    /// session is over, whatever its depth.
    Mail(Mail),
}

impl From<Method> for Opening {
    fn from(method: Method) -> Self {
        match method {
            Method::DirectTls => Self::DirectTls,
            Method::StartTls => Self::Stream,
        }
    }
}
