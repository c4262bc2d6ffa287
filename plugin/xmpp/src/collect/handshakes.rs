//! How handshakes are made with each side.

use checker_kit::tls::{Config, TlsFailure};
use checker_stream::side::Side;

use crate::settings::Settings;

/// The configurations of all handshakes of a check.
#[derive(Debug)]
pub(super) struct Handshakes {
    clients: Config,
    servers: Config,
}

impl Handshakes {
    /// The prober's own certificate is for servers only: a client has none.
    pub(super) fn new(settings: &Settings) -> Result<Self, TlsFailure> {
        // No rule here rests on the handshake's signature; the TLS checker's do.
        let clients = Config::new()?.without_signatures();
        let servers = clients.clone();
        let servers = match &settings.identity {
            Some(identity) => servers.with_identity(identity.clone()),
            None => servers,
        };
        Ok(Self { clients, servers })
    }

    /// Those as a peer of this side.
    pub(super) fn of(&self, side: Side) -> &Config {
        match side {
            Side::Client => &self.clients,
            Side::Server => &self.servers,
        }
    }
}
