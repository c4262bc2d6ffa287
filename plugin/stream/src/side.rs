//! The two sides of an XMPP service.

use serde::{Deserialize, Serialize};

use crate::ns;

/// Which side of the service a stream is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// Client to server.
    #[serde(rename = "c2s")]
    Client,
    /// Server to server.
    #[serde(rename = "s2s")]
    Server,
}

impl Side {
    /// `c2s` or `s2s`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Client => "c2s",
            Self::Server => "s2s",
        }
    }

    /// The namespace of the stream's content.
    pub fn content_namespace(self) -> &'static str {
        match self {
            Self::Client => ns::CLIENT,
            Self::Server => ns::SERVER,
        }
    }

    /// The ALPN name for direct TLS (XEP-0368 §4).
    pub fn alpn(self) -> &'static str {
        match self {
            Self::Client => "xmpp-client",
            Self::Server => "xmpp-server",
        }
    }

    /// The port that is used where no SRV record names one (RFC 6120 §3.2.2).
    pub fn default_port(self) -> u16 {
        match self {
            Self::Client => 5222,
            Self::Server => 5269,
        }
    }

    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}
