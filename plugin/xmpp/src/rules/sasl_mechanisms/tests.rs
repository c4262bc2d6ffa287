//! `xmpp.sasl_mechanisms`, state by state.

#![allow(clippy::unwrap_used)]

use checker_kit::contract::State;
use checker_kit::state::Meta;
use checker_stream::features::{Features, StartTls};
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::RULE;
use crate::case::Case;
use crate::observation::{Diagnosis, Endpoint};
use crate::testing::{
    all, brief, change, empty, fix, found, judged, login, of, optional_starttls, port, refuse,
    snippets, sound, starttls, stream_error,
};

/// A deployment whose endpoints for clients offer this.
fn with(features: Features) -> Case {
    let mut case = sound();
    change(&mut case, of(Side::Client), |endpoint| {
        endpoint.transcript.features = Some(features.clone());
    });
    case
}

fn offering(mechanisms: &[&str]) -> Vec<State> {
    judged(&RULE, &with(login(mechanisms)))
}

fn cause(state: &State) -> &str {
    state.cause.as_deref().unwrap_or_default()
}

#[test]
fn ok_with_scram_in_either_profile() {
    assert_eq!(brief(&judged(&RULE, &sound())), ["ok sound"]);
    let mut features = login(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"]);
    features.sasl2_mechanisms = std::mem::take(&mut features.mechanisms);
    assert_eq!(brief(&judged(&RULE, &with(features))), ["ok sound"]);
}

#[test]
fn crit_when_plain_is_the_only_password_mechanism() {
    let states = offering(&["PLAIN", "EXTERNAL"]);
    let state = found(&states, "plain-only");
    assert_eq!(cause(state), "sasl.plain-only");
    assert_eq!(brief(&states), ["crit plain-only"]);
    assert!(fix(state).contains("LDAP"), "{}", fix(state));
    assert!(snippets(state)[0].contains("internal_hashed"));
}

#[test]
fn equal_findings_of_several_endpoints_are_one() {
    let states = offering(&["PLAIN"]);
    assert_eq!(Meta::read(found(&states, "plain-only")).endpoints.len(), 4);
}

#[test]
fn crit_without_any_mechanism() {
    let states = offering(&[]);
    assert_eq!(brief(&states), ["crit none"]);
    assert_eq!(cause(&states[0]), "sasl.none");
}

#[test]
fn tls_that_ends_in_front_is_the_proxys_fault_not_the_backends() {
    let mut case = sound();
    change(&mut case, port(5223), |endpoint| {
        endpoint.transcript.features = Some(starttls())
    });
    let states = judged(&RULE, &case);
    let state = found(&states, "none");
    assert_eq!(cause(state), "tls.ended-in-front:xmpp.example.org:5223");
    assert!(fix(state).contains("pass TLS through"), "{}", fix(state));
}

#[test]
fn crit_when_plain_is_offered_before_tls() {
    let mut case = sound();
    change(&mut case, port(5222), |endpoint| {
        let mut features = optional_starttls();
        features.mechanisms = vec!["PLAIN".into()];
        endpoint.transcript.features_before_tls = Some(features);
    });
    let states = judged(&RULE, &case);
    let state = found(&states, "plain-before-tls");
    assert_eq!(
        brief(std::slice::from_ref(state)),
        ["crit plain-before-tls"]
    );
    assert_eq!(cause(state), "starttls.optional:c2s");
}

#[test]
fn crit_when_tls_leads_nowhere_with_the_reason() {
    let mut case = sound();
    change(
        &mut case,
        of(Side::Client),
        stream_error(Step::Features, "internal-server-error", ""),
    );
    let states = judged(&RULE, &case);
    assert_eq!(brief(&states), ["crit no-features"]);
    assert!(
        states[0].message.contains("internal-server-error"),
        "{}",
        states[0].message
    );
    // One endpoint that works is enough.
    let mut case = sound();
    change(
        &mut case,
        port(5222),
        stream_error(Step::Features, "internal-server-error", ""),
    );
    assert_eq!(brief(&judged(&RULE, &case)), ["ok sound"]);
}

#[test]
fn warn_for_outdated_mechanisms() {
    for name in ["DIGEST-MD5", "CRAM-MD5", "LOGIN"] {
        let states = offering(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", name]);
        assert_eq!(brief(&states), ["warn weak"]);
        assert!(states[0].message.contains(name));
        let line = format!("disable_sasl_mechanisms = {{ \"{name}\" }}");
        assert!(snippets(&states[0])[0].ends_with(&line));
    }
    assert_eq!(
        brief(&offering(&["PLAIN", "DIGEST-MD5"])),
        ["warn no-scram", "warn weak"]
    );
}

#[test]
fn info_for_what_could_be_better() {
    let states = offering(&["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"]);
    assert_eq!(brief(&states), ["info scram-sha-1-only"]);
    assert!(snippets(&states[0])[0].ends_with("\npassword_hash = \"SHA-256\""));
    assert!(fix(&states[0]).contains("set anew"), "{}", fix(&states[0]));
    let ejabberd = "auth_scram_hash: sha256";
    assert!(
        snippets(&states[0])
            .iter()
            .any(|lines| lines.contains(ejabberd))
    );

    assert_eq!(
        brief(&offering(&["SCRAM-SHA-256"])),
        ["info no-channel-binding"]
    );

    let mut features = login(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"]);
    features.channel_bindings = None;
    let states = judged(&RULE, &with(features));
    assert_eq!(brief(&states), ["info channel-binding-types"]);
    let advice = [vec![fix(&states[0])], snippets(&states[0])]
        .concat()
        .concat();
    assert!(!advice.contains("mod_"), "{advice}");

    let states = offering(&["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "ANONYMOUS"]);
    assert_eq!(brief(&states), ["info anonymous"]);

    assert_eq!(
        brief(&offering(&["EXTERNAL", "X-TOKEN"])),
        ["info no-password-login"]
    );
    assert!(
        offering(&["SCRAM-SHA-1"])
            .iter()
            .all(|state| state.cause.is_some())
    );
}

#[test]
fn an_endpoint_that_is_something_else_speaks_for_nothing() {
    let mut case = sound();
    change(&mut case, of(Side::Client), |endpoint: &mut Endpoint| {
        endpoint.transcript.features = Some(Features {
            starttls: Some(StartTls {
                required_flag: true,
                mandatory: true,
            }),
            ..Features::default()
        });
        endpoint.diagnosis = Some(Diagnosis::OtherSide { side: Side::Server });
    });
    assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);
}

#[test]
fn skipped_when_no_endpoint_showed_any() {
    assert_eq!(brief(&judged(&RULE, &empty())), ["unknown skipped"]);
    let mut case = sound();
    change(&mut case, all, refuse);
    assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);
}
