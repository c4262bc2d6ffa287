//! Probes within the time of one visit.

use std::net::SocketAddr;

use checker_kit::clock::Mark;
use checker_kit::tls::Config;
use checker_stream::method::Method;
use checker_stream::probe::probe;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::transcript::Transcript;

use crate::observation::Endpoint;
use crate::settings::Settings;

/// Probes within the time of one visit.
pub(super) struct Prober<'a> {
    settings: &'a Settings,
    config: &'a Config,
    deadline: Mark,
}

/// What to look at, and how.
pub(super) struct Look<'a> {
    /// Where.
    pub(super) remote: SocketAddr,
    /// Which side is expected there.
    pub(super) side: Side,
    /// How TLS begins.
    pub(super) method: Method,
    /// The stream's `to`.
    pub(super) to: &'a str,
    /// Whether direct TLS names the protocol (XEP-0368 §4).
    pub(super) alpn: bool,
}

impl<'a> Look<'a> {
    /// As the record of an endpoint promises.
    pub(super) fn at(endpoint: &Endpoint, to: &'a str) -> Self {
        Self {
            remote: endpoint.remote(),
            side: endpoint.side,
            method: endpoint.method,
            to,
            alpn: true,
        }
    }
}

impl<'a> Prober<'a> {
    /// A prober that comes back by `deadline`.
    pub(super) fn new(settings: &'a Settings, config: &'a Config, deadline: Mark) -> Self {
        Self {
            settings,
            config,
            deadline,
        }
    }

    /// When the visit ends.
    pub(super) fn deadline(&self) -> Mark {
        self.deadline
    }

    /// Gets as far as the features under TLS, if the server lets it.
    pub(super) async fn look(&self, look: Look<'_>) -> Transcript {
        let names: &[&str] = match look.alpn {
            true => &[look.side.alpn()],
            false => &[],
        };
        let session = SessionConfig {
            side: look.side,
            method: look.method,
            depth: Depth::Features,
            sni: &self.settings.domain.ascii,
            to: look.to,
            from: match look.side {
                Side::Client => None,
                // RFC 6120 §4.7.1: servers refuse a peer without `from`.
                Side::Server => Some(&self.settings.from),
            },
            alpn: names,
            tls: self.config,
        };
        probe(look.remote, session, self.deadline).await.transcript
    }

    /// A second look, within what is left of the time.
    pub(super) async fn look_again(&self, look: Look<'_>) -> Option<Transcript> {
        match Mark::now() < self.deadline {
            true => Some(self.look(look).await),
            false => None,
        }
    }
}
