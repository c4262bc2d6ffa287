//! The providers' machines: what they are like is decided by their number.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;

use super::zone::ZONE;
use crate::cli::demo::builder::Builder;
use crate::network::sim::xmpp::{StartTls, XmppServer};
use crate::network::sim::{Authority, KeyKind, Leaf, Listener, server_config};

/// How many there are.
pub(super) const HOSTS: u8 = 48;
/// The host of the ports where nothing listens.
pub(super) const CLOSED: &str = "closed.providers.example";
/// The host that does not answer.
pub(super) const SILENT: &str = "silent.providers.example";

const CLOSED_ADDRESS: &str = "198.18.254.1";
const SILENT_ADDRESS: &str = "198.18.255.1";
const PORTS: [u16; 4] = [5222, 5223, 5269, 5270];
/// What the servers say that they are (XEP-0115).
const NODES: [&str; 4] = [
    "http://prosody.im",
    "http://www.process-one.net/en/ejabberd/",
    "http://prosody.im",
    "http://www.igniterealtime.org/projects/openfire/",
];

/// The name of a host.
pub(super) fn name(host: u8) -> String {
    format!("h{host}.providers.example")
}

/// RFC 2544: addresses of the test of networks.
pub(super) fn v4(host: u8) -> Ipv4Addr {
    Ipv4Addr::new(198, 18, host, 1)
}

/// Two in three have one.
pub(super) fn v6(host: u8) -> Option<Ipv6Addr> {
    let network = u16::from(host);
    (!host.is_multiple_of(3)).then(|| Ipv6Addr::new(0x2001, 0xdb8, network, 0, 0, 0, 0, 1))
}

/// Adds all of them.
pub(super) fn set_up(builder: &mut Builder) {
    let authorities = ["North", "South"].map(|name| {
        let name = format!("Demo Authority {name}");
        builder.authority().intermediate(&name)
    });
    for host in 0..HOSTS {
        let authority = &authorities[usize::from(host % 2)];
        set_up_one(builder, host, authority);
    }
    let zone = builder.simulation.zone();
    zone.address(CLOSED, CLOSED_ADDRESS)
        .address(SILENT, SILENT_ADDRESS);
    for port in PORTS {
        let simulation = &mut builder.simulation;
        simulation
            .listen(&format!("{CLOSED_ADDRESS}:{port}"), Listener::Refuse)
            .listen(&format!("{SILENT_ADDRESS}:{port}"), Listener::Blackhole);
    }
}

fn set_up_one(builder: &mut Builder, host: u8, authority: &Authority) {
    let (client, server) = servers(host, &tls(host, authority));
    let name = name(host);
    let mut addresses = vec![v4(host).to_string()];
    addresses.extend(v6(host).map(|v6| v6.to_string()));
    for address in &addresses {
        builder.simulation.zone().address(&name, address);
    }
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    builder.serve(&addresses, &client, &server);
}

/// A certificate for every domain, which ends sooner or later.
fn tls(host: u8, authority: &Authority) -> Arc<ServerConfig> {
    let until_day = match host {
        11 | 37 => -4,
        _ => 89 - i64::from(host) * 37 % 88,
    };
    let mut identity = authority.issue(&Leaf {
        from_day: until_day - 90,
        until_day,
        key: match host % 8 {
            5 => KeyKind::Ed25519,
            _ => KeyKind::P256,
        },
        ..Leaf::of(&format!("*.{ZONE}"))
    });
    identity.chain.push(authority.certificate().clone());
    server_config(identity, &["xmpp-client", "xmpp-server"])
}

/// What it offers to clients and to servers.
fn servers(host: u8, tls: &Arc<ServerConfig>) -> (XmppServer, XmppServer) {
    let mut client = XmppServer::c2s(ZONE, tls.clone());
    let mut server = XmppServer::s2s(ZONE, tls.clone());
    match host % 12 {
        2 => client.channel_bindings.clear(),
        4 => {
            client.mechanisms = vec!["SCRAM-SHA-1", "PLAIN"];
            client.channel_bindings.clear();
        }
        6 => {
            client.mechanisms = vec!["PLAIN"];
            client.channel_bindings.clear();
        }
        8 => client.starttls = StartTls::Optional,
        9 => server.mechanisms = vec!["EXTERNAL"],
        10 => {
            server.dialback = false;
            server.extra.clear();
        }
        _ => {}
    }
    if !host.is_multiple_of(5) {
        let node = NODES[usize::from(host) % NODES.len()];
        client.extra.push_str(&format!(
            "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='{node}' ver='x'/>"
        ));
    }
    // Whoever asks, for whichever domain.
    client.domains.clear();
    server.domains.clear();
    (client, server)
}
