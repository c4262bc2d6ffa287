//! Checkers that look at once: what that takes and spares, and that nothing that
//! is found depends on it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use checker_host::model::{Options, Status};
use checker_host::network::Network;
use checker_host::network::sim::xmpp::XmppServer;
use checker_host::network::sim::{Listener, SimStream, Simulation, runtime};
use checker_host::platform::{Outcome, Platform};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::counts::Counts;
use crate::guests::guest;
use crate::lab::{HOST, Lab, V4, V6, endpoints};
use crate::robustness::world;

/// Hosts with the four services on these families, each further away than the
/// one before.
fn deployment(hosts: u64, families: usize) -> Lab {
    let mut lab = Lab::empty();
    let (c2s, s2s) = (lab.c2s(), lab.s2s());
    for number in 1..=hosts {
        let host = format!("h{number}.example.org");
        lab.srv("_xmpp-client", 5222, &host);
        lab.srv("_xmpps-client", 5223, &host);
        lab.srv("_xmpp-server", 5269, &host);
        lab.srv("_xmpps-server", 5270, &host);
        let addresses = [format!("192.0.2.{number}"), format!("2001:db8::{number}")];
        for address in addresses.iter().take(families) {
            lab.simulation.zone().address(&host, address);
            let ip = address.parse().unwrap();
            lab.simulation.link(ip, Duration::from_millis(10 * number));
            put(&mut lab, address, &c2s, &s2s);
        }
    }
    lab
}

/// Puts the four services on an address.
fn put(lab: &mut Lab, address: &str, c2s: &XmppServer, s2s: &XmppServer) {
    for (port, server) in [
        (5222, c2s.clone()),
        (5223, c2s.clone().direct()),
        (5269, s2s.clone()),
        (5270, s2s.clone().direct()),
    ] {
        lab.simulation.listen(&at(address, port), server);
    }
}

fn at(address: &str, port: u16) -> String {
    match address.contains(':') {
        true => format!("[{address}]:{port}"),
        false => format!("{address}:{port}"),
    }
}

/// What is found, without how long it took.
fn findings(outcome: &Outcome) -> Vec<(Status, &str, Option<&str>)> {
    let states = outcome.states.iter();
    let findings = states.map(|state| (state.status, &*state.code, state.subject.as_deref()));
    findings.collect()
}

/// Asserts that it makes no difference when the TLS checker begins.
#[track_caller]
fn is_the_same_afterwards(what: &str, lab: impl Fn() -> Lab) {
    let (together, afterwards) = (lab().check_with_tls(), lab().check_with_tls_afterwards());
    assert_eq!(findings(&together), findings(&afterwards), "{what}");
    assert_eq!(
        together.summary.verdict, afterwards.summary.verdict,
        "{what}"
    );
}

#[test]
fn a_check_with_both_takes_as_long_as_the_longer() {
    for (count, lab) in [
        (1, (|| Lab::single(Lab::empty().c2s())) as fn() -> Lab),
        (4, || deployment(1, 1)),
        (16, || deployment(2, 2)),
        (64, || deployment(8, 2)),
    ] {
        let alone = lab().check();
        let both = lab().check_with_tls();
        assert_eq!(endpoints(&both).len(), count);
        assert_eq!(both.related.len(), 1);
        // Virtual time: exact, whatever the machine does.
        assert_eq!(both.duration, alone.duration, "{count}");
        assert!(both.duration < lab().check_with_tls_afterwards().duration);
    }
}

#[test]
fn the_same_world_gives_the_same_bytes_with_both() {
    for seed in 0..10 {
        let [one, other] = [(); 2].map(|()| world(seed).check_with_tls());
        let (one, other) = (one.to_json(), other.to_json());
        // Not assert_eq: two whole reports would bury the message.
        let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b);
        let at = same.count().saturating_sub(200);
        let part = |text: &str| {
            text.bytes()
                .skip(at)
                .take(400)
                .map(char::from)
                .collect::<String>()
        };
        assert!(
            one == other,
            "seed {seed}: {} | {}",
            part(&one),
            part(&other)
        );
    }
}

#[test]
fn in_any_world_it_makes_no_difference() {
    for seed in 0..20 {
        is_the_same_afterwards(&format!("seed {seed}"), || world(seed));
    }
}

#[test]
fn what_only_the_collection_finds_is_looked_at_too() {
    let mut lab = Lab::sound();
    // The record does not tell the side: that takes a visit.
    lab.srv("_jabber", 5275, HOST);
    let s2s = lab.s2s();
    lab.put(5275, s2s);
    let outcome = lab.check_with_tls();
    let references: BTreeSet<&str> = outcome
        .entries
        .iter()
        .map(|entry| entry.reference.as_str())
        .collect();
    assert_eq!(references.len(), 5);
    let observations: Vec<Value> = outcome
        .related
        .iter()
        .map(|one| one.data.read().unwrap())
        .collect();
    assert_eq!(observations.len(), 2);
    let seen = observations
        .iter()
        .flat_map(|one| one["endpoints"].as_object().unwrap().keys());
    let seen: Vec<&str> = seen.map(String::as_str).collect();
    // Each once.
    assert_eq!(seen.len(), 5);
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), references);
}

#[test]
fn an_address_has_eight_connections_of_a_check_at_most() {
    let mut lab = Lab::empty();
    let (c2s, s2s) = (lab.c2s(), lab.s2s());
    lab.simulation.zone().address(HOST, V4).authentic(HOST);
    for (service, server, first) in [("_xmpp-client", &c2s, 8_000), ("_xmpp-server", &s2s, 9_000)] {
        for port in first..first + 6 {
            lab.srv(service, port, HOST);
            lab.simulation.listen(&at(V4, port), server.clone());
            let owner = format!("_{port}._tcp.{HOST}");
            let zone = lab.simulation.zone();
            zone.tlsa(&owner, (3, 1, 1), &[7; 32]).authentic(&owner);
        }
        let name = format!("{service}._tcp.example.org");
        lab.simulation.zone().authentic(&name);
    }
    let (counts, outcome) = lab.check_with_all_counted();
    assert_eq!(outcome.related.len(), 2);
    assert_eq!(counts.most(), 8);
    // Each checker was everywhere.
    assert!(counts.to(V4) >= 3 * 12, "{}", counts.to(V4));
}

/// A deployment behind a guard that lets so many connections of an address in at
/// a time, and turns others away like this.
fn guarded(most: usize, away: fn(&XmppServer) -> Listener) -> Lab {
    let mut lab = Lab::sound();
    for address in [V4, V6] {
        let open = Arc::<AtomicUsize>::default();
        for (port, server) in [
            (5222, lab.c2s()),
            (5223, lab.c2s().direct()),
            (5269, lab.s2s()),
            (5270, lab.s2s().direct()),
        ] {
            let (open, away) = (open.clone(), away(&server));
            let guard = move |stream: SimStream| {
                let (open, away, server) = (open.clone(), away.clone(), server.clone());
                async move {
                    let others = open.fetch_add(1, Ordering::SeqCst);
                    match (others < most, away) {
                        (false, Listener::Serve(away)) => away.serve(stream).await,
                        (false, _) => drop(stream),
                        (true, _) => {
                            checker_host::network::sim::Service::serve(&server, stream).await
                        }
                    }
                    open.fetch_sub(1, Ordering::SeqCst);
                }
            };
            lab.simulation
                .listen(&at(address, port), Listener::from(guard));
        }
    }
    lab
}

#[test]
fn a_guard_that_counts_connections_makes_no_difference() {
    let resetting: fn(&XmppServer) -> Listener = |_| Listener::resetting();
    let closing: fn(&XmppServer) -> Listener = |_| Listener::closing();
    let naming: fn(&XmppServer) -> Listener = |server| {
        let error = XmppServer::stream_error("policy-violation", "");
        let mut away = server.clone();
        away.error_before = Some(error.clone());
        away.error = Some(error);
        away.into()
    };
    for most in 1..=8 {
        for (how, away) in [
            ("resets", resetting),
            ("closes", closing),
            ("names", naming),
        ] {
            is_the_same_afterwards(&format!("{how} from {most}"), || guarded(most, away));
        }
    }
}

#[test]
fn a_closed_port_does_not_make_the_sibling_wait() {
    let lab = || {
        let mut lab = deployment(1, 1);
        lab.simulation
            .listen(&at("192.0.2.1", 5223), Listener::Refuse);
        lab
    };
    let (alone, both) = (lab().check(), lab().check_with_tls());
    assert_eq!(both.duration, alone.duration);
    is_the_same_afterwards("a closed port", lab);
}

/// Says something to whoever is there first, and nothing to others.
fn one_at_a_time() -> Network {
    let open = Arc::<AtomicUsize>::default();
    let mut simulation = Simulation::new();
    let listener = Listener::from(move |mut stream: SimStream| {
        let open = open.clone();
        async move {
            if open.fetch_add(1, Ordering::SeqCst) == 0 {
                let _ = stream.write_all(b"hello").await;
                while let Ok(1..) = stream.read(&mut [0; 16]).await {}
            }
            open.fetch_sub(1, Ordering::SeqCst);
        }
    });
    simulation.listen("192.0.2.1:5222", listener);
    simulation.build()
}

/// A checker that connects second, and one that connects first beside it.
async fn first_and_second(network: Network) -> Platform {
    let builder = Platform::builder(network).checker(guest("comes_second"));
    builder.checker(guest("comes_first")).build().await.unwrap()
}

#[test]
fn a_checker_that_was_turned_away_because_of_its_sibling_looks_again() {
    let outcome = runtime().unwrap().block_on(async {
        let platform = first_and_second(one_at_a_time()).await;
        let check = platform.check("hostile", Options::new(), &[]);
        check.await.unwrap()
    });
    assert_eq!(outcome.observation.as_str(), "5");
    let [related] = &outcome.related[..] else {
        panic!("{:?}", outcome.related);
    };
    assert_eq!(related.data.as_str(), "5");
    assert!(outcome.failures.is_empty());
}

#[test]
fn a_check_that_is_given_up_takes_its_siblings_along() {
    runtime().unwrap().block_on(async {
        let counts = Counts::default();
        let platform = first_and_second(counts.of(one_at_a_time())).await;
        let check = platform.check("hostile", Options::new(), &[]);
        let soon = Duration::from_millis(180);
        assert!(tokio::time::timeout(soon, check).await.is_err());
        // The sibling's, which would be open for a minute.
        assert_eq!(counts.to("192.0.2.1"), 1);
        tokio::time::sleep(soon).await;
        assert_eq!(counts.open(), 0);
    });
}
