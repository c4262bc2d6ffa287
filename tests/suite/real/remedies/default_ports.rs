//! Remedies that name the ports of the standards. The server has an address of
//! its own, and the ports for itself while a test runs.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};

use super::remedy::Remedy;
use super::server::{Server, Software};
use crate::programs::skipped;
use crate::real::world::{DOMAIN, HOST, Ports, World};

const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 52, 22);

/// Where the domain has something else than its XMPP server.
const ELSEWHERE: &str = "127.0.52.23";

/// The right to use the default ports, and a server at them of which no record
/// is in the zone. The server comes second, so that it is gone before the right
/// is. `None` where it is not installed or the ports belong to another program.
fn server(software: Software) -> Option<(File, Server)> {
    let path = std::env::temp_dir().join("checker-default-ports");
    let turn = File::create(path).unwrap();
    turn.lock().unwrap();
    let world = World::bare(&[ADDRESS.into()], Ports::DEFAULT);
    // What a report tells ejabberd to listen on is every address.
    let taken = |port: &u16| TcpListener::bind(("::", *port)).is_err();
    if let Some(port) = Ports::DEFAULT.all().iter().find(|port| taken(port)) {
        skipped(&format!("port {port} is in use"));
        return None;
    }
    Some((turn, Server::new(software, world)?))
}

/// The server at the domain's own address, as the fallback finds it.
fn at_the_domain(server: &mut Server) {
    server.world.name(DOMAIN, &[&ADDRESS.to_string()]);
}

/// Follows the records of a remedy.
#[track_caller]
fn publish(server: &mut Server, remedy: &Remedy, label: &str) {
    for lines in remedy.snippets(label) {
        server.world.zone.add(lines);
    }
}

/// From no records at all to direct TLS, by what one report after the other
/// says.
#[track_caller]
fn grows_up(server: &mut Server, label: &str) {
    at_the_domain(server);
    let Ports { c2s, s2s, .. } = server.world.ports;
    server.start_at(&[c2s, s2s]);
    let remedy = Remedy::of(&server.check(), "records.none");
    remedy.says("Add the records below to the zone: they name what answers today.");
    publish(server, &remedy, "DNS zone");
    let better = server.check();
    better.is_cured_of(&["records.none"]);
    let remedy = Remedy::of(&better, "direct-tls.none");
    remedy.says("listen with direct TLS on port 5223");
    server.put(&remedy.snippets(label));
    publish(server, &remedy, "DNS zone");
    server.start_at(&[c2s, s2s, server.world.ports.c2s_tls]);
    let best = server.check();
    best.is_cured_of(&["direct-tls.none"]);
    best.finds("xmpp.direct_tls", "works", "ok");
}

#[test]
fn prosody_without_records_gets_them_and_then_direct_tls() {
    let Some((_turn, mut server)) = server(Software::Prosody) else {
        return;
    };
    server.take_out("c2s_direct_tls_ports");
    server.take_out("s2s_direct_tls_ports");
    grows_up(&mut server, "Prosody 0.12");
}

#[test]
fn ejabberd_without_records_gets_them_and_then_direct_tls() {
    let Some((_turn, mut server)) = server(Software::Ejabberd) else {
        return;
    };
    server.drop_listeners(5223);
    server.drop_listeners(5270);
    grows_up(&mut server, "ejabberd");
}

#[test]
fn a_domain_without_anything_gets_a_server_and_its_records() {
    let Some((_turn, mut server)) = server(Software::Prosody) else {
        return;
    };
    server.world.name(DOMAIN, &[ELSEWHERE]);
    let remedy = Remedy::of(&server.check(), "records.none");
    remedy.says("Set up the server on a machine that has a name");
    remedy.says(&format!("(below it is called {HOST})"));
    remedy.says("let it listen for clients on port 5222 and for other servers on port 5269");
    server.start();
    server.world.name(HOST, &[&ADDRESS.to_string()]);
    publish(&mut server, &remedy, "DNS zone");
    server.check().is_cured_of(&["records.none"]);
}

#[test]
fn or_it_says_that_it_offers_nothing() {
    let Some((_turn, mut server)) = server(Software::Prosody) else {
        return;
    };
    server.world.name(DOMAIN, &[ELSEWHERE]);
    let remedy = Remedy::of(&server.check(), "records.none");
    remedy.says("publish the record that says so instead");
    publish(&mut server, &remedy, "DNS zone, if it is not offered");
    server.check().is_cured_of(&["records.none"]);
}

#[test]
fn what_was_declared_off_is_offered_again() {
    let Some((_turn, mut server)) = server(Software::Prosody) else {
        return;
    };
    server.start();
    server.world.name(HOST, &[&ADDRESS.to_string()]);
    server.world.publish(("_xmpp-client", 5222, HOST));
    let off = format!("_xmpp-server._tcp.{DOMAIN}. 3600 IN SRV 0 0 0 .");
    server.world.zone.add(&off);
    let remedy = Remedy::of(&server.check(), "records.not-offered:s2s");
    publish(&mut server, &remedy, "DNS zone, if it is to be offered");
    remedy.says("Then remove the record with target \".\".");
    server.world.zone.remove(&["SRV", "."]);
    let offered = server.check();
    offered.is_cured_of(&["records.not-offered"]);
    offered.finds("xmpp.s2s_reachable", "reachable", "ok");
}

#[test]
fn a_domain_with_only_the_legacy_record_gets_the_current_one() {
    let Some((_turn, mut server)) = server(Software::Prosody) else {
        return;
    };
    server.start();
    server.world.name(HOST, &[&ADDRESS.to_string()]);
    server.world.publish(("_jabber", 5222, HOST));
    server.world.publish(("_xmpp-server", 5269, HOST));
    let remedy = Remedy::of(&server.check(), "records.only-jabber");
    publish(&mut server, &remedy, "DNS zone");
    remedy.says("Then remove the record _jabber._tcp.");
    let legacy = format!("_jabber._tcp.{DOMAIN}.");
    server.world.zone.remove(&[&legacy]);
    server.check().is_cured_of(&["records.only-jabber"]);
}

#[test]
fn a_domain_with_only_direct_tls_gets_the_record_for_starttls() {
    let Some((_turn, mut server)) = server(Software::Prosody) else {
        return;
    };
    server.start();
    server.world.name(HOST, &[&ADDRESS.to_string()]);
    server.world.publish(("_xmpps-client", 5223, HOST));
    server.world.publish(("_xmpp-server", 5269, HOST));
    let remedy = Remedy::of(&server.check(), "records.only-direct-tls:c2s");
    remedy.says(&format!(
        "Let the server on {HOST} listen for clients on port 5222"
    ));
    publish(&mut server, &remedy, "DNS zone");
    server.check().is_cured_of(&["records.only-direct-tls"]);
}
