//! `xmpp.ipv6_reachable`.

use checker_host::model::Status;
use checker_host::network::sim::Listener;

use crate::lab::{HOST, Lab, V4, V6, found, states};

const RULE: &str = "xmpp.ipv6_reachable";

#[test]
fn ok_for_each_side_that_completes_over_ipv6() {
    let outcome = Lab::sound().check();
    assert_eq!(states(&outcome, RULE).len(), 2);
    found(&outcome, RULE, "reachable", Status::Ok);
}

#[test]
fn info_without_aaaa() {
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, HOST);
    lab.simulation.zone().address(HOST, V4);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    let outcome = lab.option("mode", "c2s").check();
    assert!(
        found(&outcome, RULE, "no-address", Status::Info)
            .fix()
            .is_some()
    );
}

#[test]
fn info_when_the_aaaa_does_not_answer() {
    let mut lab = Lab::sound();
    for port in [5222, 5223] {
        lab.simulation
            .listen(&format!("[{V6}]:{port}"), Listener::Blackhole);
    }
    let outcome = lab.option("mode", "c2s").check();
    let state = found(&outcome, RULE, "no-answer", Status::Info);
    assert!(state.message.contains("[2001:db8::1]:5222"));
}

#[test]
fn unknown_when_the_prober_has_no_ipv6() {
    let mut lab = Lab::sound();
    lab.simulation.without_ipv6();
    let outcome = lab.check();
    found(&outcome, RULE, "prober-without-ipv6", Status::Unknown);
    found(&outcome, "xmpp.c2s_reachable", "reachable", Status::Ok);
}
