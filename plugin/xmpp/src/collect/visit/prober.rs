//! Probes within the time of one visit.

use std::net::SocketAddr;

use checker_kit::clock::Mark;
use checker_stream::method::Method;
use checker_stream::open::{Opened, open};
use checker_stream::probe::probe;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::transcript::Transcript;

use crate::collect::handshakes::Handshakes;
use crate::observation::Endpoint;
use crate::settings::Settings;

/// Probes within the time of one visit.
pub(super) struct Prober<'a> {
    settings: &'a Settings,
    handshakes: &'a Handshakes,
    deadline: Mark,
}

/// What to look at, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Where.
    pub(super) remote: SocketAddr,
    /// Which side is expected there.
    pub(super) side: Side,
    /// How TLS begins.
    pub(super) method: Method,
    /// Whether direct TLS names the protocol (XEP-0368 §4).
    pub(super) alpn: bool,
}

impl Look {
    /// As the record of an endpoint promises.
    pub(super) fn at(endpoint: &Endpoint) -> Self {
        Self {
            remote: endpoint.remote(),
            side: endpoint.side,
            method: endpoint.method,
            alpn: true,
        }
    }

    fn protocols(self) -> Vec<&'static str> {
        let named = self.alpn.then_some(self.side.alpn());
        named.into_iter().collect()
    }
}

impl<'a> Prober<'a> {
    /// A prober that comes back by `deadline`.
    pub(super) fn new(settings: &'a Settings, handshakes: &'a Handshakes, deadline: Mark) -> Self {
        Self {
            settings,
            handshakes,
            deadline,
        }
    }

    /// Opens a stream and gets as far as the features under TLS, and the answers
    /// to what is asked after them, if the server lets it.
    pub(super) async fn open(&self, look: Look) -> Opened {
        let protocols = look.protocols();
        let session = SessionConfig {
            depth: Depth::Questions,
            ..self.session(look, &protocols)
        };
        open(look.remote, session, self.deadline).await
    }

    /// A second look, within what is left of the time.
    pub(super) async fn look_again(&self, look: Look) -> Option<Transcript> {
        if Mark::now() >= self.deadline {
            return None;
        }
        let protocols = look.protocols();
        let session = self.session(look, &protocols);
        Some(probe(look.remote, session, self.deadline).await.transcript)
    }

    /// The same with an offer of everything that current software refuses.
    pub(super) async fn look_for_outdated(&self, look: Look) -> Option<Transcript> {
        if Mark::now() >= self.deadline {
            return None;
        }
        let outdated = self.handshakes.of(look.side).outdated();
        let protocols = look.protocols();
        let session = SessionConfig {
            tls: &outdated,
            ..self.session(look, &protocols)
        };
        Some(probe(look.remote, session, self.deadline).await.transcript)
    }

    fn session<'l>(&'l self, look: Look, alpn: &'l [&'l str]) -> SessionConfig<'l> {
        SessionConfig {
            side: look.side,
            opening: look.method.into(),
            depth: Depth::Features,
            sni: &self.settings.domain.ascii,
            to: &self.settings.domain.unicode,
            from: match look.side {
                Side::Client => None,
                // RFC 6120 §4.7.1: servers refuse a peer without `from`.
                Side::Server => Some(&self.settings.from),
            },
            alpn,
            tls: self.handshakes.of(look.side),
        }
    }
}
