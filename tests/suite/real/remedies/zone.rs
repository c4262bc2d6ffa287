//! What is done to the zone.

use super::remedy::Remedy;
use super::server::{Server, Software};
use crate::real::process::free_ports;
use crate::real::world::{DOMAIN, HOST, World};

/// Another name in the zone.
const OTHER: &str = "im.real.example";

/// Beside a sound Prosody the zone is put wrong, and checked; then what the
/// remedy of the cause says is done to it, and the cause is gone.
#[track_caller]
fn cured(cause: &str, spoil: impl FnOnce(&mut World), mend: impl FnOnce(&Remedy, &mut World)) {
    let Some(mut server) = Server::new(Software::Prosody, World::new()) else {
        return;
    };
    server.start();
    spoil(&mut server.world);
    let remedy = Remedy::of(&server.check(), cause);
    mend(&remedy, &mut server.world);
    server.check().is_cured_of(&[cause]);
}

fn dotted(name: &str) -> String {
    format!("{name}.")
}

fn record(service: &str) -> String {
    format!("{service}._tcp.{DOMAIN}.")
}

fn alias(world: &mut World) {
    let client = record("_xmpp-client");
    world
        .zone
        .replace(&[&client], &dotted(HOST), &dotted(OTHER));
    world.zone.add(&format!("{OTHER}. 3600 IN CNAME {HOST}."));
}

#[test]
fn the_name_behind_an_alias_takes_its_place() {
    cured("target.is-alias:", alias, |remedy, world| {
        remedy.says(&format!(
            "Put {HOST} in the place of {OTHER} in the SRV records"
        ));
        world.zone.replace(&["SRV"], &dotted(OTHER), &dotted(HOST));
    });
}

#[test]
fn or_the_alias_gets_addresses_of_its_own() {
    cured("target.is-alias:", alias, |remedy, world| {
        remedy.says(&format!(
            "or give {OTHER} addresses of its own instead of the CNAME"
        ));
        world.zone.remove(&["CNAME"]);
        world.name(OTHER, &["127.0.0.1", "::1"]);
    });
}

fn unresolvable(world: &mut World) {
    world.publish(("_xmpp-client", world.ports.c2s, OTHER));
}

#[test]
fn a_target_without_addresses_gets_some() {
    cured("target.unresolvable:", unresolvable, |remedy, world| {
        remedy.says(&format!("Add A and AAAA records for {OTHER}"));
        world.name(OTHER, &["127.0.0.1", "::1"]);
    });
}

#[test]
fn or_the_records_that_name_it_go() {
    cured("target.unresolvable:", unresolvable, |remedy, world| {
        remedy.says("or remove the SRV records that name it");
        world.zone.remove(&["SRV", &dotted(OTHER)]);
    });
}

#[test]
fn a_wrong_port_is_corrected() {
    let [wrong] = free_ports();
    let wrong = wrong.to_string();
    cured(
        "port.dead:",
        |world| {
            let right = world.ports.c2s.to_string();
            world
                .zone
                .replace(&[&record("_xmpp-client")], &right, &wrong);
        },
        |remedy, world| {
            remedy.says("or correct the port in the _xmpp-client._tcp record");
            let right = world.ports.c2s.to_string();
            world
                .zone
                .replace(&[&record("_xmpp-client")], &wrong, &right);
        },
    );
}

#[test]
fn a_record_for_direct_tls_where_nobody_listens_goes() {
    for service in ["_xmpps-client", "_xmpps-server"] {
        let [closed] = free_ports();
        cured(
            "port.dead:",
            |world| {
                world.zone.remove(&[&record(service)]);
                world.publish((service, closed, HOST));
            },
            |remedy, world| {
                remedy.says(&format!(
                    "the {service}._tcp record, or remove that record until"
                ));
                world.zone.remove(&[&record(service)]);
            },
        );
    }
}

#[test]
fn a_record_of_port_zero_gets_the_port() {
    cured(
        "record.port-zero:",
        |world| {
            let right = world.ports.s2s.to_string();
            world.zone.replace(&[&record("_xmpp-server")], &right, "0");
        },
        |remedy, world| {
            remedy.says("Put the port that the server listens on in the place of 0");
            let right = world.ports.s2s.to_string();
            // The words of the record: its priority and weight are no ports.
            world.zone.remove(&[&record("_xmpp-server")]);
            world.publish(("_xmpp-server", right.parse().unwrap(), HOST));
        },
    );
}

#[test]
fn a_record_that_says_not_offered_beside_others_goes() {
    cured(
        "record.root-beside-records:",
        |world| {
            let root = format!("{} 3600 IN SRV 0 0 0 .", record("_xmpp-server"));
            world.zone.add(&root);
        },
        |remedy, world| {
            remedy.says("Remove the record with target \".\".");
            world.zone.remove(&["SRV", "."]);
        },
    );
}

#[test]
fn of_a_record_that_is_there_twice_one_stays() {
    let again = |world: &World| {
        format!(
            "{} 3600 IN SRV 10 0 {} {HOST}.",
            record("_xmpp-client"),
            world.ports.c2s
        )
    };
    cured(
        "record.repeated:",
        |world| {
            let line = again(world);
            world.zone.add(&line);
        },
        |remedy, world| {
            remedy.says("Remove all records but one for each target and port.");
            world.zone.remove(&[&record("_xmpp-client"), "10"]);
        },
    );
}

#[test]
fn records_that_were_swapped_are_moved() {
    cured(
        "record.wrong-service:_xmpp-client._tcp:",
        |world| {
            let ports = world.ports;
            world.zone.remove(&[&record("_xmpp-client")]);
            world.publish(("_xmpp-client", ports.c2s_tls, HOST));
        },
        |remedy, world| {
            remedy.says("Move this record to _xmpps-client._tcp, unless it is there too, and put");
            remedy.says("the port that offers STARTTLS into _xmpp-client._tcp");
            let port = world.ports.c2s.to_string();
            let wrong = world.ports.c2s_tls.to_string();
            world
                .zone
                .replace(&[&record("_xmpp-client")], &wrong, &port);
        },
    );
}

#[test]
fn a_starttls_port_under_direct_tls_moves() {
    cured(
        "record.wrong-service:_xmpps-client._tcp:",
        |world| {
            let port = world.ports.c2s;
            world.zone.remove(&[&record("_xmpp-client")]);
            world.zone.remove(&[&record("_xmpps-client")]);
            world.publish(("_xmpps-client", port, HOST));
        },
        |remedy, world| {
            remedy.says("Move this record to _xmpp-client._tcp, unless it is there too");
            remedy.says("put a port with direct TLS, if the server has one, into _xmpps-client");
            let ports = world.ports;
            let (old, new) = (record("_xmpps-client"), record("_xmpp-client"));
            world.zone.replace(&[], &old, &new);
            world.publish(("_xmpps-client", ports.c2s_tls, HOST));
        },
    );
}

#[test]
fn a_port_for_clients_under_servers_is_replaced() {
    cured(
        "record.wrong-service:_xmpp-server._tcp:",
        |world| {
            let port = world.ports.c2s;
            world.zone.remove(&[&record("_xmpp-server")]);
            world.publish(("_xmpp-server", port, HOST));
        },
        |remedy, world| {
            // It is there too.
            remedy.says("Move this record to _xmpp-client._tcp, unless it is there too");
            remedy.says("put the port for other servers into _xmpp-server._tcp");
            let (old, new) = (world.ports.c2s.to_string(), world.ports.s2s.to_string());
            world.zone.replace(&[&record("_xmpp-server")], &old, &new);
        },
    );
}

#[test]
fn a_name_takes_the_place_of_an_address() {
    cured(
        "target.is-address:",
        |world| world.zone.replace(&["SRV"], &dotted(HOST), "127.0.0.1."),
        |remedy, world| {
            remedy.says("put that name in the place of the address");
            world.zone.replace(&["SRV"], "127.0.0.1.", &dotted(HOST));
        },
    );
}

#[test]
fn a_host_without_ipv6_gets_an_address() {
    cured(
        "family.none:ipv6",
        |world| {
            world.zone.remove(&["AAAA"]);
        },
        |remedy, world| {
            remedy.says(&format!("add an AAAA record for {HOST}"));
            world.name(HOST, &["::1"]);
        },
    );
}

#[test]
fn an_address_where_nothing_answers_is_removed() {
    cured(
        "address.dead:",
        |world| world.name(HOST, &["127.0.0.98"]),
        |remedy, world| {
            remedy.says(&format!("or remove this address of {HOST} from the DNS"));
            world.zone.remove(&["127.0.0.98"]);
        },
    );
}

#[test]
fn the_new_host_is_put_into_the_records() {
    cured(
        "host.down:",
        |world| {
            world.name(OTHER, &["127.0.0.98"]);
            world.zone.replace(&["SRV"], &dotted(HOST), &dotted(OTHER));
        },
        |remedy, world| {
            remedy.says("put the name of the new host into the SRV records");
            world.zone.replace(&["SRV"], &dotted(OTHER), &dotted(HOST));
        },
    );
}

#[test]
fn ipv6_addresses_of_a_server_that_does_not_listen_there_are_removed() {
    let Some(mut server) = Server::new(Software::Prosody, World::new()) else {
        return;
    };
    server.replace(", \"::1\"", "");
    server.start();
    let remedy = Remedy::of(&server.check(), "family.dead:ipv6");
    remedy.says(&format!(
        "or remove the AAAA records of {HOST} until it does"
    ));
    server.world.zone.remove(&["AAAA"]);
    server.check().is_cured_of(&["family.dead:"]);
}
