//! The SRV services of XMPP.

use checker_stream::method::Method;
use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

/// The SRV services of XMPP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Service {
    /// RFC 6120 §3.2.1.
    #[serde(rename = "_xmpp-client._tcp")]
    XmppClient,
    /// XEP-0368.
    #[serde(rename = "_xmpps-client._tcp")]
    XmppsClient,
    /// RFC 6120 §3.2.1.
    #[serde(rename = "_xmpp-server._tcp")]
    XmppServer,
    /// XEP-0368.
    #[serde(rename = "_xmpps-server._tcp")]
    XmppsServer,
    /// Before RFC 3920; no current software looks it up.
    #[serde(rename = "_jabber._tcp")]
    Jabber,
}

impl Service {
    /// All of them, in the order to show them.
    pub const ALL: [Self; 5] = [
        Self::XmppClient,
        Self::XmppsClient,
        Self::XmppServer,
        Self::XmppsServer,
        Self::Jabber,
    ];

    /// The labels before the domain.
    pub fn labels(self) -> &'static str {
        match self {
            Self::XmppClient => "_xmpp-client._tcp",
            Self::XmppsClient => "_xmpps-client._tcp",
            Self::XmppServer => "_xmpp-server._tcp",
            Self::XmppsServer => "_xmpps-server._tcp",
            Self::Jabber => "_jabber._tcp",
        }
    }

    /// The side that the service belongs to; `_jabber` does not tell.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::XmppClient | Self::XmppsClient => Some(Side::Client),
            Self::XmppServer | Self::XmppsServer => Some(Side::Server),
            Self::Jabber => None,
        }
    }

    /// How TLS begins on its endpoints.
    pub fn method(self) -> Method {
        match self {
            Self::XmppsClient | Self::XmppsServer => Method::DirectTls,
            Self::XmppClient | Self::XmppServer | Self::Jabber => Method::StartTls,
        }
    }

    /// The service of a side with this start of TLS.
    pub fn of(side: Side, method: Method) -> Self {
        match (side, method) {
            (Side::Client, Method::StartTls) => Self::XmppClient,
            (Side::Client, Method::DirectTls) => Self::XmppsClient,
            (Side::Server, Method::StartTls) => Self::XmppServer,
            (Side::Server, Method::DirectTls) => Self::XmppsServer,
        }
    }
}
