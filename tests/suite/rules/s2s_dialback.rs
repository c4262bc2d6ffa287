//! `xmpp.s2s_dialback`.

use checker_host::model::Status;
use checker_host::network::sim::XmppServer;
use checker_host::platform::Outcome;

use crate::lab::{Lab, found, worst};

const RULE: &str = "xmpp.s2s_dialback";

fn with(change: impl FnOnce(&mut XmppServer)) -> Outcome {
    Lab::with(|_| {}, change).check()
}

#[test]
fn ok_with_dialback_or_external() {
    found(&Lab::sound().check(), RULE, "offered", Status::Ok);
    let outcome = with(|s2s| {
        s2s.dialback = false;
        s2s.extra.clear();
        s2s.mechanisms = vec!["EXTERNAL"];
    });
    assert!(
        found(&outcome, RULE, "offered", Status::Ok)
            .message
            .contains("EXTERNAL")
    );
}

#[test]
fn crit_with_neither() {
    let outcome = with(|s2s| {
        s2s.dialback = false;
        s2s.extra.clear();
    });
    let state = found(&outcome, RULE, "none", Status::Crit);
    assert!(state.fix().is_some());
}

#[test]
fn info_when_the_server_wants_a_certificate_before_it_says_more() {
    let outcome = with(|s2s| s2s.error = Some(XmppServer::stream_error("not-authorized", "")));
    found(&outcome, RULE, "certificate-required", Status::Info);
    worst(&outcome, "xmpp.s2s_reachable", Status::Ok);
}

#[test]
fn skipped_when_no_endpoint_got_that_far() {
    found(&Lab::empty().check(), RULE, "skipped", Status::Unknown);
}
