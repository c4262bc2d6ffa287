//! A report always comes, in the time that the checker says beforehand (every
//! check of the lab sees to that), and the same world gives the same bytes.

use std::collections::BTreeSet;
use std::time::Duration;

use checker_host::model::Status;
use checker_host::network::sim::xmpp::{StartTls, XmppServer};
use checker_host::network::sim::{Answer, KeyKind, Listener, Shape};
use checker_host::platform::Outcome;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::lab::{DOMAIN, HOST, Lab, V4, V6, endpoints, found};

#[test]
fn sixteen_endpoints_with_one_silent_take_one_timeout() {
    let mut lab = Lab::empty();
    for number in 1..=16 {
        let host = format!("h{number}.example.org");
        let address = format!("192.0.2.{number}");
        lab.srv("_xmpp-client", 5222, &host);
        lab.simulation.zone().address(&host, &address);
        let at = format!("{address}:5222");
        match number {
            7 => lab.simulation.listen(&at, Listener::silent()),
            _ => {
                let server = lab.c2s();
                lab.simulation.listen(&at, server)
            }
        };
    }
    let outcome = lab.option("mode", "c2s").check();
    assert_eq!(endpoints(&outcome).len(), 16);
    found(&outcome, "xmpp.c2s_reachable", "silent", Status::Warn);
    let alive = found(&outcome, "xmpp.c2s_reachable", "reachable", Status::Ok);
    assert!(alive.message.contains("15 of 16"));
    // Virtual time: exact, whatever the machine does.
    assert_eq!(outcome.duration.as_secs(), 10);
}

#[test]
fn a_dead_endpoint_delays_no_other() {
    let mut lab = Lab::sound();
    lab.simulation
        .listen(&format!("{V4}:5222"), Listener::Blackhole);
    let outcome = lab.check();
    for endpoint in &endpoints(&outcome) {
        let steps = endpoint["transcript"]["steps"].as_array().unwrap();
        let micros: u64 = steps
            .iter()
            .filter_map(|step| step["micros"].as_u64())
            .sum();
        let dead = endpoint["address"] == V4 && endpoint["port"] == 5222;
        assert_eq!(micros >= 10_000_000, dead, "{endpoint}");
    }
}

#[test]
fn a_slow_name_delays_no_other() {
    let mut lab = Lab::sound();
    lab.srv("_xmpp-client", 5222, "slow.example.org");
    lab.simulation
        .zone()
        .address("slow.example.org", "192.0.2.50");
    lab.simulation
        .zone()
        .delay("slow.example.org", Duration::from_secs(5));
    lab.simulation.listen("192.0.2.50:5222", Listener::Refuse);
    let outcome = lab.option("mode", "c2s").check();
    // The slow name ends the check; the others were done long before.
    assert_eq!(outcome.duration.as_secs(), 5);
    found(&outcome, "xmpp.c2s_reachable", "reachable", Status::Ok);
}

#[test]
fn too_many_records_are_cut_to_a_deterministic_choice_that_is_named() {
    let mut lab = Lab::empty();
    for number in 0..100 {
        let host = format!("h{number}.example.org");
        lab.srv("_xmpp-client", 5222, &host);
        lab.simulation
            .zone()
            .address(&host, &format!("192.0.2.{number}"));
        lab.simulation
            .listen(&format!("192.0.2.{number}:5222"), Listener::Refuse);
    }
    let outcome = lab.option("mode", "c2s").check();
    assert_eq!(endpoints(&outcome).len(), 32);
    // A bound of the checker is no finding about the domain.
    let notes = outcome.summary.notes.join("\n");
    assert!(notes.contains("68 SRV records"), "{notes}");
}

/// A world made from a seed.
pub(crate) fn world(seed: u64) -> Lab {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut lab = Lab::empty();
    // Its signatures have one length, so that the number of pieces that a
    // handshake is cut into does not depend on the server's randomness.
    lab.key = KeyKind::Ed25519;
    lab.simulation.seed(seed);
    lab.simulation
        .latency(Duration::from_millis(dice.random_range(0..200)));
    lab.publish();
    lab.srv("_jabber", 5269, HOST);
    if dice.random_bool(0.3) {
        lab.simulation.without_ipv6();
    }
    let names = [
        "_xmpp-client._tcp.example.org",
        "_xmpps-server._tcp.example.org",
        HOST,
        DOMAIN,
    ];
    for name in names {
        match dice.random_range(0..12) {
            0 => drop(lab.simulation.zone().answer(name, Answer::Silence)),
            1 => drop(lab.simulation.zone().answer(name, Answer::ServerFailure)),
            2 => drop(lab.simulation.zone().answer(name, Answer::Bogus)),
            3 => drop(
                lab.simulation
                    .zone()
                    .answer(name, Answer::Raw(vec![0x80; 40])),
            ),
            4 => drop(
                lab.simulation
                    .zone()
                    .delay(name, Duration::from_millis(dice.random_range(0..9000))),
            ),
            _ => {}
        }
    }
    for port in [5222, 5223, 5269, 5270] {
        for address in [V4.to_owned(), format!("[{V6}]")] {
            let at = format!("{address}:{port}");
            let listener = listener(&lab, port, &mut dice);
            lab.simulation.listen(&at, listener);
            if dice.random_bool(0.5) {
                let shape = Shape {
                    chunk: dice.random_range(0..60),
                    gap: Duration::from_millis(dice.random_range(0..30)),
                };
                lab.simulation.shape(&at, shape);
            }
        }
    }
    lab
}

fn listener(lab: &Lab, port: u16, dice: &mut StdRng) -> Listener {
    match dice.random_range(0..14) {
        0 => return Listener::Refuse,
        1 => return Listener::Blackhole,
        2 => return Listener::silent(),
        3 => return Listener::resetting(),
        4 => return Listener::http(),
        5 => return Listener::old_tls(),
        6 => {
            let count = dice.random_range(0..300);
            let bytes: Vec<u8> = (0..count).map(|_| dice.random()).collect();
            return Listener::answering(bytes);
        }
        _ => {}
    }
    let mut server = if port < 5260 { lab.c2s() } else { lab.s2s() };
    server.direct = dice.random_bool(0.5);
    server.starttls = match dice.random_range(0..8) {
        0 => StartTls::Optional,
        1 => StartTls::Absent,
        2 => StartTls::Refused,
        3 => StartTls::Injecting("boo".into()),
        4 => StartTls::NotTls,
        _ => StartTls::Required,
    };
    server.keepalives = dice.random_range(0..3);
    server.thinking = Duration::from_millis(dice.random_range(0..2000));
    if dice.random_bool(0.2) {
        server.error = Some(XmppServer::stream_error("internal-server-error", ""));
    }
    server.into()
}

#[test]
fn every_world_gets_its_report_in_time_and_the_same_seed_the_same_bytes() {
    let rules = |outcome: &Outcome| -> BTreeSet<String> {
        let states = outcome.states.iter();
        states.map(|state| state.rule.clone()).collect()
    };
    let all = rules(&Lab::sound().check());
    for seed in 0..60 {
        let outcome = world(seed).check();
        assert_eq!(rules(&outcome), all, "seed {seed}");
        let again = world(seed).check();
        // Not assert_eq: two whole reports would bury the message.
        assert!(
            outcome.to_json() == again.to_json(),
            "seed {seed} gave two reports"
        );
    }
}

#[test]
fn what_can_leave_together_leaves_in_one_write() {
    // A second small write would wait for a delayed acknowledgement. STARTTLS:
    // header, starttls, ClientHello, Finished with the second header, farewell;
    // direct TLS: ClientHello, Finished with the header, farewell. Servers are
    // asked one question more.
    let (activity, outcome) = Lab::sound().check_counted();
    assert_eq!(endpoints(&outcome).len(), 8);
    assert_eq!(activity.connections(), 8);
    assert_eq!(activity.writes(), 4 * 5 + 4 * 3 + 4);
}

#[test]
fn a_host_of_thirty_two_silent_ports_costs_no_more_than_the_check_may() {
    let mut lab = Lab::empty();
    lab.simulation.zone().address(HOST, V4);
    for port in 6_001..=6_032 {
        lab.srv("_xmpp-client", port, HOST);
        lab.put(port, Listener::silent());
    }
    let outcome = lab.option("mode", "c2s").option("maxDuration", 15).check();
    // Four at a time, ten seconds each: the second four are cut short, and for
    // the rest there is no time.
    found(&outcome, "xmpp.c2s_reachable", "out-of-time", Status::Error);
    found(&outcome, "xmpp.c2s_reachable", "silent", Status::Warn);
    assert_eq!(outcome.duration.as_secs(), 15);
    assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
}

#[test]
fn a_machine_that_is_short_of_sockets_blames_nobody_but_itself() {
    let mut lab = Lab::sound();
    for port in [5222, 5223, 5269, 5270] {
        lab.put(port, Listener::InsufficientResources);
    }
    let outcome = lab.check_with_tls();
    found(
        &outcome,
        "xmpp.c2s_reachable",
        "no-resources",
        Status::Error,
    );
    found(
        &outcome,
        "xmpp.s2s_reachable",
        "no-resources",
        Status::Error,
    );
    assert_eq!(outcome.status, Status::Error);
    let causes: Vec<&str> = outcome
        .summary
        .problems
        .iter()
        .map(|one| one.cause.as_str())
        .collect();
    assert_eq!(causes, ["prober.resources"]);
}

#[test]
fn what_is_not_well_formed_is_said_and_the_rest_is_read() {
    let ill = |server: &mut XmppServer| {
        server
            .extra
            .push_str("<note xmlns='urn:example:note'>&#1;</note>");
    };
    let outcome = Lab::with(ill, |_| {}).check();
    found(&outcome, "xmpp.c2s_reachable", "ill-formed", Status::Warn);
    found(&outcome, "xmpp.c2s_reachable", "reachable", Status::Ok);
    let heard = endpoints(&outcome);
    let features = |endpoint: &serde_json::Value| endpoint["transcript"]["features"].is_object();
    assert!(heard.iter().all(features), "{heard:#?}");
}
