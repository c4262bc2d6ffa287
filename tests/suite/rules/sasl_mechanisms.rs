//! `xmpp.sasl_mechanisms`.

use checker_host::model::Status;
use checker_host::network::sim::{StartTls, XmppServer};
use checker_host::platform::Outcome;

use crate::lab::{Lab, found, worst};

const RULE: &str = "xmpp.sasl_mechanisms";

fn with(change: impl FnOnce(&mut XmppServer)) -> Outcome {
    Lab::with(change, |_| {}).check()
}

fn offering(mechanisms: &[&'static str]) -> Outcome {
    with(|c2s| c2s.mechanisms = mechanisms.to_vec())
}

#[test]
fn ok_with_scram() {
    found(&Lab::sound().check(), RULE, "sound", Status::Ok);
}

#[test]
fn ok_with_scram_in_sasl2_alone() {
    let outcome = with(|c2s| {
        c2s.sasl2 = std::mem::take(&mut c2s.mechanisms);
    });
    found(&outcome, RULE, "sound", Status::Ok);
}

#[test]
fn crit_when_plain_is_the_only_password_mechanism() {
    let state = offering(&["PLAIN", "EXTERNAL"]);
    let state = found(&state, RULE, "plain-only", Status::Crit);
    assert!(state.fix().unwrap().contains("SCRAM-SHA-256"));
}

#[test]
fn crit_without_any_mechanism() {
    found(&offering(&[]), RULE, "none", Status::Crit);
}

#[test]
fn crit_when_plain_is_offered_before_tls() {
    let outcome = with(|c2s| {
        c2s.starttls = StartTls::Optional;
        c2s.mechanisms_before = vec!["PLAIN"];
    });
    found(&outcome, RULE, "plain-before-tls", Status::Crit);
}

#[test]
fn warn_for_outdated_mechanisms() {
    for name in ["DIGEST-MD5", "CRAM-MD5", "LOGIN"] {
        let outcome = offering(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", name]);
        let state = found(&outcome, RULE, "weak", Status::Warn);
        assert!(state.message.contains(name));
    }
    worst(&offering(&["PLAIN", "DIGEST-MD5"]), RULE, Status::Warn);
}

#[test]
fn info_for_what_could_be_better() {
    found(
        &offering(&["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"]),
        RULE,
        "scram-sha-1-only",
        Status::Info,
    );
    found(
        &offering(&["SCRAM-SHA-256"]),
        RULE,
        "no-channel-binding",
        Status::Info,
    );
    let outcome = with(|c2s| c2s.channel_bindings.clear());
    found(&outcome, RULE, "channel-binding-types", Status::Info);
    let outcome = with(|c2s| c2s.mechanisms.push("ANONYMOUS"));
    found(&outcome, RULE, "anonymous", Status::Info);
    found(
        &offering(&["EXTERNAL", "X-TOKEN"]),
        RULE,
        "no-password-login",
        Status::Info,
    );
}

#[test]
fn equal_findings_of_several_endpoints_are_one() {
    let outcome = offering(&["PLAIN"]);
    let state = found(&outcome, RULE, "plain-only", Status::Crit);
    assert_eq!(
        state.meta.as_ref().unwrap()["endpoints"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[test]
fn skipped_when_no_endpoint_showed_any() {
    found(&Lab::empty().check(), RULE, "skipped", Status::Unknown);
}
