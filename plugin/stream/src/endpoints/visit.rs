//! One visit to one address of an endpoint.

use std::net::SocketAddr;

use checker_kit::clock::Mark;
use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_kit::tcp::{Denial, TcpError};
use checker_kit::tls::Config;

use crate::denied_ports::may_begin;
use crate::failure::{FailureCause, ProbeFailure};
use crate::labels::u_labels;
use crate::mail::Mail;
use crate::open::{Opened, open};
use crate::opening::Opening;
use crate::session::{Depth, SessionConfig};
use crate::side::Side;
use crate::step::Step;
use crate::transcript::Transcript;

/// As whom all visits are made.
#[derive(Debug, Clone, Copy)]
pub struct Visitor<'a> {
    /// What all handshakes share.
    pub config: &'a Config,
    /// Who is said to ask on server-to-server streams, and greets servers of
    /// mail, in A-labels.
    pub from: &'a str,
}

/// Whether what comes before TLS is spoken here.
pub fn is_spoken(dialect: &Dialect) -> bool {
    way(dialect).is_some()
}

/// How a connection is begun; the side is of no account where nothing of XMPP
/// is said.
fn way(dialect: &Dialect) -> Option<(Side, Opening)> {
    Some(match dialect {
        Dialect::DirectTls => (Side::Client, Opening::DirectTls),
        Dialect::XmppClient => (Side::Client, Opening::Stream),
        Dialect::XmppServer => (Side::Server, Opening::Stream),
        Dialect::Smtp => (Side::Client, Opening::Mail(Mail::Smtp)),
        Dialect::Imap => (Side::Client, Opening::Mail(Mail::Imap)),
        Dialect::Pop3 => (Side::Client, Opening::Mail(Mail::Pop3)),
        Dialect::Other(_) => return None,
    })
}

/// Goes as far as the handshake, as those do for whom the endpoint is there;
/// `None` for a dialect that is not spoken.
pub(super) async fn visit(
    visitor: Visitor<'_>,
    entry: &TlsEndpoint,
    remote: SocketAddr,
    deadline: Mark,
) -> Option<Opened> {
    let (side, opening) = way(&entry.starttls)?;
    if !may_begin(opening, remote.port()) {
        return Some(denied());
    }
    let alpn: Vec<&str> = entry.alpn.iter().map(String::as_str).collect();
    let session = SessionConfig {
        side,
        opening,
        depth: Depth::Tls,
        sni: entry.name(),
        to: &u_labels(entry.name()),
        from: match (side, opening) {
            (Side::Client, Opening::Stream | Opening::DirectTls) => None,
            (Side::Server, _) | (_, Opening::Mail(_)) => Some(visitor.from),
        },
        alpn: &alpn,
        tls: visitor.config,
    };
    Some(open(remote, session, deadline).await)
}

/// What a visit to another protocol's port comes to.
fn denied() -> Opened {
    let cause = FailureCause::Tcp(TcpError::Blocked(Denial::Port));
    Opened {
        transcript: Transcript {
            failure: Some(ProbeFailure::new(Step::Connect, cause)),
            ..Transcript::default()
        },
        to_a_label: false,
        redirects: Vec::new(),
        chain: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_that_nobody_knows_is_not_spoken() {
        assert!(!is_spoken(&Dialect::Other("sieve".into())));
        for dialect in [Dialect::DirectTls, Dialect::Smtp, Dialect::XmppServer] {
            assert!(is_spoken(&dialect));
        }
    }
}
