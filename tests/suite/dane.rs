//! TLSA records on the simulated network, through the shipped components.

use checker_host::model::Status;
use checker_host::network::sim::{Authority, Leaf};
use checker_host::platform::Outcome;
use serde_json::Value;

use crate::lab::{DOMAIN, HOST, Lab, found, worst};

const SERVICES: [(&str, u16); 4] = [
    ("_xmpp-client", 5222),
    ("_xmpps-client", 5223),
    ("_xmpp-server", 5269),
    ("_xmpps-server", 5270),
];
const DANE: &str = "a server that knows DANE";

/// A deployment with a certificate that vouches for itself.
fn self_signed() -> Lab {
    Lab::with_identity(|_| Authority::self_signed(&Leaf::of(DOMAIN)))
}

fn own() -> Vec<u8> {
    let identity = Authority::self_signed(&Leaf::of(DOMAIN));
    identity.chain[0].to_vec()
}

/// A record of each service; all answers are authenticated.
fn publish(lab: &mut Lab, kind: (u8, u8, u8), data: &[u8]) {
    for (service, port) in SERVICES {
        let owner = format!("_{port}._tcp.{HOST}");
        let srv = format!("{service}._tcp.{DOMAIN}");
        let zone = lab.simulation.zone();
        zone.tlsa(&owner, kind, data)
            .authentic(&owner)
            .authentic(&srv);
    }
    lab.simulation.zone().authentic(HOST);
}

fn audience<'a>(outcome: &'a Outcome, who: &str) -> Option<&'a str> {
    let mut all = outcome.summary.audiences.iter();
    all.find(|one| one.who == who)
        .map(|one| one.outcome.as_str())
}

fn dane_observation(outcome: &Outcome) -> Value {
    let mut related = outcome.related.iter();
    let dane = related.find(|one| one.key == "dane_probes").unwrap();
    dane.data.read().unwrap()
}

/// How many addresses the DANE checker went to.
fn visited(outcome: &Outcome) -> usize {
    let observation = dane_observation(outcome);
    let endpoints = observation["endpoints"].as_object().unwrap().values();
    let addresses = endpoints.filter_map(|endpoint| endpoint["addresses"].as_array());
    addresses.map(Vec::len).sum()
}

#[test]
fn a_record_vouches_for_a_certificate_that_no_authority_knows() {
    let mut lab = self_signed();
    publish(&mut lab, (3, 0, 0), &own());
    let outcome = lab.check_with_all();
    assert_eq!(visited(&outcome), 8);
    let reached = audience(&outcome, DANE).unwrap();
    assert!(!reached.starts_with("nowhere"), "{reached}");
    let certificate = audience(&outcome, "a server that authenticates by certificate");
    assert!(certificate.unwrap().starts_with("nowhere"));
    found(&outcome, "xmpp.tls_quality", "single-record", Status::Info);
}

#[test]
fn an_authority_of_a_record_vouches_for_what_it_issued() {
    let mut lab = Lab::sound();
    let root = lab.authority.certificate().to_vec();
    publish(&mut lab, (2, 0, 0), &root);
    let outcome = lab.check_with_all();
    let reached = audience(&outcome, DANE).unwrap();
    assert!(!reached.starts_with("nowhere"), "{reached}");
    worst(&outcome, "xmpp.tls_quality", Status::Info);
}

#[test]
fn a_record_of_another_key_keeps_those_out_who_know_dane() {
    let mut lab = Lab::sound();
    publish(&mut lab, (3, 1, 1), &[0; 32]);
    let outcome = lab.check_with_all();
    let state = found(&outcome, "xmpp.tls_quality", "mismatch", Status::Crit);
    let meta = format!("{:?}", state.meta);
    assert!(meta.contains("IN TLSA 3 1 1 "), "{meta}");
    let reached = audience(&outcome, DANE).unwrap();
    assert_eq!(reached, "nowhere: no TLSA record matches the certificate");
}

#[test]
fn without_records_nobody_is_gone_to_and_nothing_is_said() {
    let outcome = Lab::sound().check_with_all();
    assert_eq!(visited(&outcome), 0);
    assert_eq!(audience(&outcome, DANE), None);
    found(&outcome, "xmpp.tls_quality", "clean", Status::Ok);
}

#[test]
fn with_a_resolver_that_does_not_validate_nobody_is_gone_to() {
    let mut lab = Lab::sound();
    for (_, port) in SERVICES {
        let owner = format!("_{port}._tcp.{HOST}");
        lab.simulation.zone().tlsa(&owner, (3, 1, 1), &[0; 32]);
    }
    let outcome = lab.check_with_all();
    assert_eq!(visited(&outcome), 0);
    assert_eq!(dane_observation(&outcome)["validating"], false);
    found(&outcome, "xmpp.tls_quality", "clean", Status::Ok);
}
