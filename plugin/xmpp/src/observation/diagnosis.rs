//! What is behind an endpoint that is not what its record says.

use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

/// What is behind an endpoint, where it is not what its record says. Such an
/// endpoint says nothing about the service that was looked for there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "found")]
pub enum Diagnosis {
    /// Behind a STARTTLS record: TLS from the first byte.
    DirectTls {
        /// Whether an XMPP server answered under TLS.
        xmpp: bool,
    },
    /// Behind a direct-TLS record: XMPP with STARTTLS.
    StartTls,
    /// An HTTP server.
    Http,
    /// An HTTPS server.
    Https,
    /// The other side of the service.
    OtherSide {
        /// Which one answered.
        side: Side,
    },
}
