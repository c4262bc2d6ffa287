//! `xmpp.starttls_required`.

use checker_host::model::Status;
use checker_host::network::sim::StartTls;

use crate::lab::{Lab, found, states, worst};

const RULE: &str = "xmpp.starttls_required";

fn with(starttls: StartTls) -> checker_host::platform::Outcome {
    Lab::with(|c2s| c2s.starttls = starttls, |_| {}).check()
}

#[test]
fn ok_when_flagged_or_when_it_is_all_there_is() {
    found(&with(StartTls::Required), RULE, "required", Status::Ok);
    // RFC 6120 §5.3.1.
    found(&with(StartTls::Sole), RULE, "required", Status::Ok);
}

#[test]
fn crit_for_each_endpoint_that_does_not_require_it() {
    let outcome = with(StartTls::Optional);
    let states = states(&outcome, RULE);
    assert_eq!(states.len(), 2, "{states:#?}");
    let state = found(&outcome, RULE, "not-required", Status::Crit);
    assert!(
        state
            .snippets()
            .contains(&("Prosody", "c2s_require_encryption = true"))
    );
}

#[test]
fn crit_when_it_is_not_advertised() {
    let outcome = with(StartTls::Absent);
    found(&outcome, RULE, "not-offered", Status::Crit);
    found(&outcome, "xmpp.c2s_reachable", "no-starttls", Status::Warn);
}

#[test]
fn crit_when_it_is_refused() {
    found(&with(StartTls::Refused), RULE, "refused", Status::Crit);
}

#[test]
fn skipped_when_no_endpoint_was_reached() {
    let outcome = Lab::empty().check();
    found(&outcome, RULE, "skipped", Status::Unknown);
}

#[test]
fn the_other_side_is_judged_by_itself() {
    let outcome = Lab::with(|_| {}, |s2s| s2s.starttls = StartTls::Optional).check();
    let state = found(&outcome, RULE, "not-required", Status::Crit);
    assert!(state.message.contains("s2s"), "{}", state.message);
    assert!(
        state
            .snippets()
            .contains(&("ejabberd", "s2s_use_starttls: required"))
    );
    worst(&outcome, RULE, Status::Crit);
}
