//! Why reading cannot go on.

use checker_kit::text::shorten;
use serde::{Deserialize, Serialize};

use super::foreign::Foreign;

/// The longest piece of a peer's text in an error, in characters.
const MAX_SHOWN: usize = 200;

/// Why bytes are not an XMPP stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum ReadError {
    /// Another protocol, recognised by its first bytes.
    #[error("not XMPP: {0}")]
    Foreign(Foreign),
    /// XML, but its root is not a stream.
    #[error("not XMPP: the server sent an XML document \"{0}\"")]
    ForeignRoot(String),
    /// Something that XMPP forbids (RFC 6120 §11.1), by name.
    #[error("the server sent XML that XMPP forbids: {0}")]
    Forbidden(String),
    /// Not UTF-8 (RFC 6120 §11.6).
    #[error("the server sent text that is not UTF-8")]
    Encoding,
    /// Not well-formed, in a way that leaves nothing to read on with.
    #[error("the server sent XML that is not well-formed: {0}")]
    Malformed(String),
    /// More than a stream needs before authentication, with the bound.
    #[error("the server sent too much: more than {0}")]
    TooMuch(String),
}

impl ReadError {
    pub(super) fn malformed(what: &str) -> Self {
        Self::Malformed(shorten(what, MAX_SHOWN))
    }

    pub(super) fn forbidden(what: &str) -> Self {
        Self::Forbidden(what.to_owned())
    }

    pub(super) fn foreign_root(name: &str) -> Self {
        Self::ForeignRoot(shorten(name, MAX_SHOWN))
    }
}
