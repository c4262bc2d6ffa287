//! Simulated worlds of any size.

use std::net::IpAddr;
use std::time::Duration;

use checker_host::network::Network;
use checker_host::network::sim::xmpp::XmppServer;
use checker_host::network::sim::{Authority, Leaf, Simulation, server_config};
use checker_host::platform::Platform;

pub(crate) const DOMAIN: &str = "example.org";

/// A world with its trusted root.
pub(crate) struct World {
    pub(crate) simulation: Simulation,
    pub(crate) root: String,
}

/// Hosts with the four services on both families; the latency of each is
/// given by its number.
pub(crate) fn sound(hosts: usize, families: &[bool], latency: impl Fn(usize) -> Duration) -> World {
    let authority = Authority::root("Bench Root");
    let mut simulation = Simulation::new();
    let tls = server_config(
        authority.issue(&Leaf::of(DOMAIN)),
        &["xmpp-client", "xmpp-server"],
    );
    let c2s = XmppServer::c2s(DOMAIN, tls.clone());
    let s2s = XmppServer::s2s(DOMAIN, tls);
    for number in 0..hosts {
        let host = format!("h{number}.{DOMAIN}");
        let zone = simulation.zone();
        zone.srv(&format!("_xmpp-client._tcp.{DOMAIN}"), 5, 0, 5222, &host)
            .srv(&format!("_xmpps-client._tcp.{DOMAIN}"), 5, 0, 5223, &host)
            .srv(&format!("_xmpp-server._tcp.{DOMAIN}"), 5, 0, 5269, &host)
            .srv(&format!("_xmpps-server._tcp.{DOMAIN}"), 5, 0, 5270, &host);
        for v6 in families {
            let address: IpAddr = match v6 {
                true => format!("2001:db8::{:x}", number + 1).parse().unwrap(),
                false => format!("192.0.2.{}", number + 1).parse().unwrap(),
            };
            simulation.zone().address(&host, &address.to_string());
            simulation.link(address, latency(number));
            let at = |port| match v6 {
                true => format!("[{address}]:{port}"),
                false => format!("{address}:{port}"),
            };
            simulation
                .listen(&at(5222), c2s.clone())
                .listen(&at(5223), c2s.clone().direct())
                .listen(&at(5269), s2s.clone())
                .listen(&at(5270), s2s.clone().direct());
        }
    }
    World {
        simulation,
        root: authority.pem(),
    }
}

/// Both checkers on a network.
pub(crate) async fn platform(network: Network, root: &str, pool: Option<u32>) -> Platform {
    let builder = Platform::builder(network)
        .bundled()
        .option_for_all("trustedRoots", root);
    let builder = match pool {
        Some(calls) => builder.pool(calls),
        None => builder,
    };
    builder.build().await.unwrap()
}
