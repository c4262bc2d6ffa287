//! Who gets through, kind by kind.

#![allow(clippy::unwrap_used)]

use checker_kit::rule::evaluate;
use checker_kit::state::word;
use checker_kit::switches::Switches;
use checker_kit::tcp::TcpError;
use checker_kit::tls::{Outdated, OutdatedVersion, TlsFailure};
use checker_stream::external::{External, Restart};
use checker_stream::failure::FailureCause;
use checker_stream::features::Features;
use checker_stream::side::Side;
use checker_stream::step::Step;

use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{Diagnosis, Service};
use crate::rules::RULES;
use crate::summary::summary;
use crate::testing::{
    HOST, V4, V6, all, change, empty, fail, nobodys, of, only, optional_starttls, port, publish,
    refuse, report, resolve, serve, sound, stream_error, swallow, v6, withdraw,
};

fn looked_at(mut case: Case) -> Case {
    report(&mut case, |_| {});
    case
}

/// `who: status outcome`, without the article.
fn audiences(case: &Case) -> Vec<String> {
    let states = evaluate(RULES, case, Switches::default());
    let audiences = summary(case, &states).audiences.into_iter();
    let lines = audiences.map(|one| {
        let who = one.who.trim_start_matches("a ");
        format!("{who}: {} {}", word(one.status), one.outcome)
    });
    lines.collect()
}

/// Those of one side.
fn servers(case: &Case) -> Vec<String> {
    audiences(case)
        .into_iter()
        .filter(|line| line.starts_with("server"))
        .collect()
}

fn client(case: &Case, who: &str) -> String {
    let start = format!("client {who}: ");
    let line = audiences(case)
        .into_iter()
        .find(|line| line.starts_with(&start))
        .unwrap();
    line[start.len()..].to_owned()
}

// What is said of one side's record is nothing to the other at the same port.
#[test]
fn what_is_wrong_with_one_side_is_not_held_against_the_other() {
    let mut case = sound();
    publish(&mut case, Service::XmppsServer, 5223, HOST);
    serve(&mut case);
    change(&mut case, of(Side::Server), |endpoint| {
        if endpoint.port == 5223 {
            endpoint.diagnosis = Some(Diagnosis::OtherSide { side: Side::Client });
            fail(Step::Features, FailureCause::Closed)(endpoint);
        }
    });
    let case = looked_at(case);
    for line in audiences(&case)
        .iter()
        .filter(|line| line.starts_with("client"))
    {
        assert!(line.contains(": ok "), "{line}");
    }
}

#[test]
fn outdated_cryptography_lets_most_in() {
    let mut case = sound();
    let outdated = TlsFailure::Outdated(Outdated {
        version: OutdatedVersion::Tls12,
        cipher_suite: "TLS_RSA_WITH_AES_128_CBC_SHA".into(),
    });
    change(
        &mut case,
        of(Side::Client),
        fail(Step::Tls, FailureCause::Tls(outdated)),
    );
    let line = client(&looked_at(case), "that validates certificates");
    assert!(line.starts_with("warn "), "{line}");
    assert!(line.contains("no current cryptography"), "{line}");
}

#[test]
fn everybody_gets_in_at_the_first_attempt() {
    assert_eq!(
        audiences(&looked_at(sound())),
        [
            "client that validates certificates: ok [2001:db8::1]:5223, direct TLS",
            "client that tries direct TLS first: ok [2001:db8::1]:5223, direct TLS",
            "client that knows only STARTTLS: ok [2001:db8::1]:5222, STARTTLS",
            "client with IPv4 only: ok 192.0.2.1:5223, direct TLS",
            "client with IPv6 only: ok [2001:db8::1]:5223, direct TLS",
            "server that authenticates by certificate: ok [2001:db8::1]:5270, direct TLS",
            "server that authenticates by dialback: ok [2001:db8::1]:5270, direct TLS",
        ]
    );
}

#[test]
fn only_sides_that_are_judged_are_there() {
    assert_eq!(audiences(&looked_at(only(sound(), Mode::S2s))).len(), 2);
    assert_eq!(audiences(&only(sound(), Mode::None)).len(), 0);
}

#[test]
fn what_was_not_looked_at_is_unknown() {
    let line = client(&sound(), "that validates certificates");
    assert_eq!(
        line,
        "unknown [2001:db8::1]:5223, direct TLS: the certificate was not looked at"
    );
    let mut case = looked_at(sound());
    change(
        &mut case,
        v6,
        fail(Step::Connect, FailureCause::Tcp(TcpError::NoRoute)),
    );
    assert_eq!(
        client(&case, "with IPv6 only"),
        "unknown [2001:db8::1]:5223, direct TLS: not tried: the prober has no route to this \
         address family"
    );
    assert_eq!(
        client(&case, "with IPv4 only"),
        "ok 192.0.2.1:5223, direct TLS"
    );
}

#[test]
fn a_dead_address_costs_some_their_time_and_others_everything() {
    let mut case = looked_at(sound());
    change(&mut case, v6, swallow);
    assert_eq!(
        client(&case, "that validates certificates"),
        "warn 192.0.2.1:5223, direct TLS, after 1 failed attempt (20 ms)"
    );
    // The rules find it worth a warning: so does this.
    assert_eq!(
        client(&case, "with IPv6 only"),
        "warn nowhere: no answer to the TCP connection"
    );
}

#[test]
fn a_family_that_is_not_there_is_as_bad_as_its_rule_says() {
    let with = |addresses: &[&str]| {
        let mut case = only(sound(), Mode::C2s);
        resolve(&mut case, HOST, addresses);
        serve(&mut case);
        looked_at(case)
    };
    assert_eq!(
        client(&with(&[V4]), "with IPv6 only"),
        "info nowhere: no IPv6 address"
    );
    assert_eq!(
        client(&with(&[V6]), "with IPv4 only"),
        "warn nowhere: no IPv4 address"
    );
}

#[test]
fn records_for_one_way_leave_others_out() {
    let mut case = sound();
    withdraw(&mut case, Service::XmppClient);
    assert_eq!(
        client(&looked_at(case), "that knows only STARTTLS"),
        "info nowhere: no record for STARTTLS"
    );
    let mut case = only(empty(), Mode::S2s);
    publish(&mut case, Service::Jabber, 5269, HOST);
    resolve(&mut case, HOST, &[V4]);
    serve(&mut case);
    assert_eq!(
        servers(&case)[0],
        "server that authenticates by certificate: crit nowhere: no record that is looked up"
    );
}

#[test]
fn nobody_gets_in_with_a_certificate_that_is_refused() {
    let mut case = sound();
    report(&mut case, |probe| {
        for address in &mut probe.addresses {
            address.hostname_match = Some(false);
        }
    });
    assert!(
        audiences(&case)
            .iter()
            .all(|line| line.ends_with("the certificate is for another name")),
        "{:#?}",
        audiences(&case)
    );
}

#[test]
fn a_bad_certificate_at_one_address_sends_peers_to_the_next() {
    let mut case = sound();
    report(&mut case, |probe| {
        probe.addresses[0].chain_valid = Some(false)
    });
    assert!(
        client(&case, "that validates certificates")
            .ends_with("192.0.2.1:5223, direct TLS, after 1 failed attempt (60 ms)")
    );
}

#[test]
fn an_endpoint_with_a_fault_is_not_shown_as_fine() {
    let mut case = looked_at(sound());
    change(&mut case, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(optional_starttls());
    });
    assert_eq!(
        client(&case, "that knows only STARTTLS"),
        "warn [2001:db8::1]:5222, STARTTLS; but encryption is not required of clients"
    );
}

#[test]
fn servers_are_told_apart_by_how_they_authenticate() {
    let mut case = looked_at(sound());
    change(&mut case, of(Side::Server), |endpoint| {
        endpoint.transcript.header.as_mut().unwrap().dialback = false;
        endpoint.transcript.features = Some(Features {
            mechanisms: vec!["EXTERNAL".into()],
            ..Features::default()
        });
    });
    assert_eq!(
        servers(&case),
        [
            "server that authenticates by certificate: ok [2001:db8::1]:5270, direct TLS",
            "server that authenticates by dialback: info nowhere: no dialback",
        ]
    );
    let mut case = looked_at(sound());
    change(
        &mut case,
        of(Side::Server),
        stream_error(Step::Features, "not-authorized", ""),
    );
    let lines = servers(&case);
    let place = ": info [2001:db8::1]:5270, direct TLS; not confirmed from here";
    assert!(lines[0].ends_with(place), "{}", lines[0]);
    assert_eq!(
        lines[1],
        "server that authenticates by dialback: info nowhere: no dialback"
    );
}

#[test]
fn a_server_that_lets_the_prober_in_is_confirmed() {
    let mut case = looked_at(sound());
    case.observation.from = "prober.example".into();
    change(&mut case, of(Side::Server), |endpoint| {
        let seen = &mut endpoint.transcript;
        seen.header.as_mut().unwrap().dialback = false;
        seen.features = Some(Features {
            mechanisms: vec!["EXTERNAL".into()],
            ..Features::default()
        });
        seen.external = Some(External::Succeeded(Restart::default()));
    });
    assert_eq!(
        servers(&case),
        [
            "server that authenticates by certificate: ok [2001:db8::1]:5270, direct TLS \
             (confirmed as prober.example)",
            "server that authenticates by dialback: info nowhere: no dialback",
        ]
    );
    change(&mut case, of(Side::Server), |endpoint| {
        let timed_out = External::Unanswered(FailureCause::TimedOut);
        endpoint.transcript.external = Some(timed_out);
    });
    assert_eq!(
        servers(&case)[0],
        "server that authenticates by certificate: warn [2001:db8::1]:5270, direct TLS; but the \
         prober's certificate is refused"
    );
}

#[test]
fn a_server_that_is_down_lets_nobody_in() {
    let mut case = looked_at(sound());
    change(&mut case, all, refuse);
    assert!(
        audiences(&case)
            .iter()
            .all(|line| line.ends_with("crit nowhere: connection refused")),
        "{:#?}",
        audiences(&case)
    );
}

// One end of a fault is worth a warning beside others; where it keeps everybody
// out, it is as bad for each of them.
#[test]
fn where_nobody_gets_in_all_fare_as_badly() {
    let mut case = looked_at(sound());
    change(
        &mut case,
        port(5222),
        stream_error(Step::Stream, "host-unknown", ""),
    );
    change(
        &mut case,
        port(5223),
        stream_error(Step::Features, "host-unknown", ""),
    );
    for line in audiences(&case) {
        let expected = match line.starts_with("client") {
            true => ": crit nowhere: ",
            false => ": ok ",
        };
        assert!(line.contains(expected), "{line}");
    }
}

#[test]
fn an_address_of_nobodys_lets_nobody_in() {
    let mut case = sound();
    resolve(&mut case, HOST, &[V4, "::1"]);
    serve(&mut case);
    change(&mut case, v6, nobodys);
    let case = looked_at(case);
    assert_eq!(
        client(&case, "with IPv6 only"),
        "warn nowhere: the address names the client's own machine"
    );
    assert!(client(&case, "with IPv4 only").starts_with("ok 192.0.2.1:5223"));
}

#[test]
fn a_record_without_a_port_is_not_one_without_an_address() {
    let mut case = only(empty(), Mode::S2s);
    publish(&mut case, Service::XmppServer, 0, HOST);
    resolve(&mut case, HOST, &[V4]);
    assert!(servers(&case)[0].ends_with("nowhere: there is no port to try"));
}

/// TLSA records that apply, and match or not, at every target of servers.
fn with_records(mut case: Case, matches: bool) -> Case {
    use checker_kit::shared::dane_probes::Probe;
    let targets = case.observation.targets.clone().into_iter();
    for target in targets.filter(|target| target.side == Side::Server) {
        let probe = Probe {
            applies: Some(true),
            matches: Some(matches),
            ..Probe::default()
        };
        case.tls.dane.insert(target.r#ref, probe);
    }
    case
}

fn knowing_dane(case: &Case) -> Option<String> {
    let mut all = audiences(case).into_iter();
    all.find(|one| one.starts_with("server that knows DANE"))
}

#[test]
fn a_server_that_knows_dane_goes_by_the_records_and_not_by_authorities() {
    let mut case = sound();
    report(&mut case, |probe| {
        for address in &mut probe.addresses {
            address.chain_valid = Some(false);
        }
        probe.chain_valid = Some(false);
    });
    assert_eq!(knowing_dane(&case), None);
    let vouched = knowing_dane(&with_records(case.clone(), true)).unwrap();
    assert!(
        vouched.starts_with("server that knows DANE: ok ["),
        "{vouched}"
    );
    let other = audiences(&case).into_iter();
    let mut other = other.filter(|one| one.starts_with("server that authenticates by cert"));
    assert!(other.all(|one| one.contains("nowhere")));

    let refused = knowing_dane(&with_records(looked_at(sound()), false)).unwrap();
    assert!(
        refused.ends_with("nowhere: no TLSA record matches the certificate"),
        "{refused}"
    );
}
