//! `xmpp.direct_tls`.

use checker_host::model::Status;
use checker_host::network::sim::{Answer, Listener};

use crate::lab::{HOST, Lab, V4, V6, found};

const RULE: &str = "xmpp.direct_tls";

fn without_records() -> Lab {
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, HOST);
    lab.simulation.zone().address(HOST, V4).address(HOST, V6);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    lab.option("mode", "c2s")
}

#[test]
fn ok_when_published_and_working() {
    found(&Lab::sound().check(), RULE, "works", Status::Ok);
}

#[test]
fn info_when_not_published_with_the_record_to_publish() {
    let outcome = without_records().check();
    let state = found(&outcome, RULE, "not-published", Status::Info);
    let record = "_xmpps-client._tcp.example.org. 3600 IN SRV 5 0 5223 xmpp.example.org.";
    assert!(state.snippets().contains(&("DNS zone", record)));
}

#[test]
fn info_when_declared_not_offered() {
    let mut lab = without_records();
    lab.srv("_xmpps-client", 0, ".");
    found(&lab.check(), RULE, "not-offered", Status::Info);
}

#[test]
fn warn_when_published_and_broken() {
    let mut lab = Lab::sound();
    lab.put(5223, Listener::Refuse);
    found(&lab.check(), RULE, "broken", Status::Warn);
    let mut lab = Lab::sound();
    lab.simulation
        .listen(&format!("[{V6}]:5223"), Listener::Refuse);
    let outcome = lab.check();
    let state = found(&outcome, RULE, "broken", Status::Warn);
    assert_eq!(state.subject.as_deref(), Some("[2001:db8::1]:5223"));
}

#[test]
fn error_when_it_could_not_be_looked_up() {
    let mut lab = Lab::sound();
    lab.simulation
        .zone()
        .answer("_xmpps-client._tcp.example.org", Answer::Silence);
    found(&lab.check(), RULE, "lookup-failed", Status::Error);
}
