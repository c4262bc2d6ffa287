//! Domains whose records lead to nothing, or to something else.

use super::builder::Builder;
use crate::network::sim::xmpp::XmppServer;
use crate::network::sim::{Leaf, Listener};

pub(super) fn half_dead(builder: &mut Builder) {
    let domain = "halfdead.example";
    let tls = builder.sound_tls(domain);
    builder.records(
        domain,
        "xmpp.halfdead.example",
        "192.0.2.25",
        Some("2001:db8::25"),
    );
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.25"], &c2s, &s2s);
    for port in [5222, 5223, 5269, 5270] {
        builder
            .simulation
            .listen(&format!("[2001:db8::25]:{port}"), Listener::Blackhole);
    }
}

pub(super) fn swapped(builder: &mut Builder) {
    let domain = "swapped.example";
    let tls = builder.tls(&Leaf::of(domain));
    builder
        .simulation
        .zone()
        .srv(
            "_xmpp-client._tcp.swapped.example",
            5,
            0,
            5223,
            "xmpp.swapped.example",
        )
        .srv(
            "_xmpps-client._tcp.swapped.example",
            5,
            0,
            443,
            "www.swapped.example",
        )
        .srv(
            "_xmpp-server._tcp.swapped.example",
            5,
            0,
            5222,
            "xmpp.swapped.example",
        )
        .address("xmpp.swapped.example", "192.0.2.50")
        .address("www.swapped.example", "192.0.2.51");
    let c2s = XmppServer::c2s(domain, tls.clone());
    let s2s = XmppServer::s2s(domain, tls);
    builder.serve(&["192.0.2.50"], &c2s, &s2s);
    builder
        .simulation
        .listen("192.0.2.51:443", Listener::http());
}
