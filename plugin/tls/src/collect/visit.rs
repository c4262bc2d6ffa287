//! One visit to one address of an endpoint.

use std::net::SocketAddr;

use checker_kit::clock::Mark;
use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_kit::tls::Config;
use checker_stream::labels::u_labels;
use checker_stream::method::Method;
use checker_stream::open::{Opened, open};
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;

/// As whom all visits are made.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'a> {
    pub(super) config: &'a Config,
    /// Who is said to ask on server-to-server streams, in A-labels.
    pub(super) from: &'a str,
}

/// How a connection is begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    /// Of no account with direct TLS: nothing is said under it.
    side: Side,
    method: Method,
}

impl Opening {
    /// `None` for a dialect that is not spoken here.
    pub(super) fn of(entry: &TlsEndpoint) -> Option<Self> {
        let (side, method) = match entry.starttls {
            Dialect::DirectTls => (Side::Client, Method::DirectTls),
            Dialect::XmppClient => (Side::Client, Method::StartTls),
            Dialect::XmppServer => (Side::Server, Method::StartTls),
            Dialect::Other(_) => return None,
        };
        Some(Self { side, method })
    }
}

/// Goes as far as the handshake, as those do for whom the endpoint is there.
pub(super) async fn visit(
    visitor: Visitor<'_>,
    entry: &TlsEndpoint,
    opening: Opening,
    remote: SocketAddr,
    deadline: Mark,
) -> Opened {
    let alpn: Vec<&str> = entry.alpn.iter().map(String::as_str).collect();
    let session = SessionConfig {
        side: opening.side,
        method: opening.method,
        depth: Depth::Tls,
        sni: entry.name(),
        to: &u_labels(entry.name()),
        from: match opening.side {
            Side::Client => None,
            Side::Server => Some(visitor.from),
        },
        alpn: &alpn,
        tls: visitor.config,
    };
    open(remote, session, deadline).await
}
