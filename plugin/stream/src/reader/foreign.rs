//! Protocols that are not XMPP.

use serde::{Deserialize, Serialize};

/// A protocol that is not XMPP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "protocol", content = "begins")]
pub enum Foreign {
    /// A TLS record where text was expected.
    #[error("the server speaks TLS from the first byte")]
    Tls,
    /// An HTTP response.
    #[error("an HTTP server answered \"{0}\"")]
    Http(String),
    /// An HTML page without HTTP header.
    #[error("an HTTP server answered \"{0}\"")]
    Html(String),
    /// Anything else.
    #[error("the server answered \"{0}\"")]
    Unknown(String),
}
