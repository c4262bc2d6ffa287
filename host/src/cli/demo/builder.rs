//! What the domains are built of.

use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;

use crate::network::Network;
use crate::network::sim::xmpp::XmppServer;
use crate::network::sim::{Authority, Leaf, Simulation, server_config};

/// A simulated internet in the making.
pub(super) struct Builder {
    pub(super) simulation: Simulation,
    authority: Authority,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            simulation: Simulation::new(),
            authority: Authority::root("Demo Root"),
        }
    }

    /// The network, and the root certificate that its servers use.
    pub(super) fn build(self) -> (Network, String) {
        let root = self.authority.pem();
        (self.simulation.build(), root)
    }

    /// Whom everybody trusts.
    pub(super) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(super) fn tls(&self, leaf: &Leaf) -> Arc<ServerConfig> {
        server_config(self.authority.issue(leaf), &["xmpp-client", "xmpp-server"])
    }

    pub(super) fn sound_tls(&self, domain: &str) -> Arc<ServerConfig> {
        self.tls(&Leaf::of(domain))
    }

    /// The four records of a domain on one host with both families.
    pub(super) fn records(&mut self, domain: &str, host: &str, v4: &str, v6: Option<&str>) {
        let zone = self.simulation.zone();
        zone.srv(&format!("_xmpp-client._tcp.{domain}"), 5, 0, 5222, host)
            .srv(&format!("_xmpps-client._tcp.{domain}"), 5, 0, 5223, host)
            .srv(&format!("_xmpp-server._tcp.{domain}"), 5, 0, 5269, host)
            .srv(&format!("_xmpps-server._tcp.{domain}"), 5, 0, 5270, host)
            .address(host, v4);
        if let Some(v6) = v6 {
            zone.address(host, v6);
        }
    }

    /// The four services on every address given.
    pub(super) fn serve(&mut self, addresses: &[&str], c2s: &XmppServer, s2s: &XmppServer) {
        for address in addresses {
            let at = |port: u16| match address.contains(':') {
                true => format!("[{address}]:{port}"),
                false => format!("{address}:{port}"),
            };
            self.simulation
                .listen(&at(5222), c2s.clone())
                .listen(&at(5223), c2s.clone().direct())
                .listen(&at(5269), s2s.clone())
                .listen(&at(5270), s2s.clone().direct());
        }
    }
}
