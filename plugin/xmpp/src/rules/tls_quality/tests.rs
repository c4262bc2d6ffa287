//! `xmpp.tls_quality`, state by state.

#![allow(clippy::unwrap_used)]

use checker_kit::contract::State;
use checker_kit::shared::tls_probes::{Issue, Severity};
use checker_kit::state::Meta;
use checker_kit::tls::CertificateFacts;
use checker_stream::features::Features;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::RULE;
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::{Endpoint, Service};
use crate::testing::{
    all, brief, change, empty, fix, found, judged, of, only, port, publish, refuse, report,
    resolve, serve, snippets, sound, stream_error, v6,
};

fn issue(severity: Severity, code: &str, rule: &str) -> Issue {
    Issue {
        severity,
        code: code.into(),
        message: format!("It is {code}."),
        fix: Some(format!("Mend {code}.")),
        rule: Some(rule.into()),
        cause: Some(format!("certificate.{code}:a1a1")),
    }
}

/// A deployment whose targets all have this issue.
fn with(issue: &Issue) -> Case {
    let mut case = sound();
    report(&mut case, |probe| probe.issues = vec![issue.clone()]);
    case
}

#[test]
fn skipped_while_no_tls_checker_has_reported() {
    assert_eq!(brief(&judged(&RULE, &sound())), ["unknown skipped"]);
    assert_eq!(brief(&judged(&RULE, &empty())), ["unknown skipped"]);
}

#[test]
fn ok_when_the_findings_are_clean() {
    let mut case = sound();
    report(&mut case, |_| {});
    let states = judged(&RULE, &case);
    assert_eq!(brief(&states), ["ok clean"]);
    assert_eq!(
        states[0].message,
        "Certificates, and what TLS agreed on, are sound at 4 endpoints."
    );
}

#[test]
fn one_state_for_each_finding_with_its_endpoint_and_cause_worst_first() {
    let mut case = with(&issue(Severity::Crit, "expired", "tls.expiry"));
    let probe = case.tls.probes.get_mut("xmpp.example.org:5223").unwrap();
    probe
        .issues
        .insert(0, issue(Severity::Warn, "old-version", "tls.version"));
    let states = judged(&RULE, &case);
    assert_eq!(states.len(), 5);
    assert_eq!(brief(&states[..1]), ["crit expired xmpp.example.org:5223"]);
    assert_eq!(
        brief(&states[4..]),
        ["warn old-version xmpp.example.org:5223"]
    );
    let causes = states[..4].iter().map(|state| state.cause.as_deref());
    assert!(
        causes
            .clone()
            .all(|cause| cause == Some("certificate.expired:a1a1"))
    );
    assert!(fix(&states[0]).starts_with("Mend expired. "));
}

#[test]
fn what_is_mended_by_other_files_says_where_they_go() {
    let wrong_name = issue(Severity::Crit, "name-mismatch", "tls.hostname_match");
    let states = judged(&RULE, &with(&wrong_name));
    assert!(fix(&states[0]).contains("FOLDER is where"));
    let labels = ["Prosody, in a shell as root", "ejabberd, the files"];
    for (snippet, label) in snippets(&states[0]).iter().zip(labels) {
        assert!(snippet.starts_with(label), "{snippet}");
    }
    let old = issue(Severity::Warn, "old-version", "tls.version");
    let states = judged(&RULE, &with(&old));
    assert!(snippets(&states[0]).is_empty());
}

#[test]
fn findings_without_a_cause_get_one_for_each_certificate() {
    let mut nameless = issue(Severity::Crit, "expired", "other.rule");
    nameless.cause = None;
    let states = judged(&RULE, &with(&nameless));
    let cause = format!("tls.expired:{}", "a1".repeat(32));
    assert!(
        states
            .iter()
            .all(|state| state.cause.as_deref() == Some(&cause))
    );
}

#[test]
fn what_the_other_rules_say_of_dead_endpoints_is_not_said_twice() {
    let mut case = with(&issue(Severity::Crit, "unreachable", "tls.reachability"));
    change(&mut case, all, refuse);
    for probe in case.tls.probes.values_mut() {
        probe.tls_version = None;
    }
    assert_eq!(brief(&judged(&RULE, &case)), ["unknown skipped"]);
}

#[test]
fn trouble_of_the_second_visit_is_not_the_domains() {
    let case = with(&issue(Severity::Crit, "unreachable", "tls.reachability"));
    let states = judged(&RULE, &case);
    assert_eq!(states.len(), 4);
    assert_eq!(
        brief(&states[..1]),
        ["error not-looked-at xmpp.example.org:5223"]
    );
    let causes: Vec<&Option<String>> = states.iter().map(|state| &state.cause).collect();
    assert!(
        causes
            .iter()
            .all(|cause| cause.as_deref() == Some("tls-checker.failed"))
    );
}

#[test]
fn a_key_that_is_not_the_certificates_counts_as_it_is() {
    let case = with(&issue(Severity::Crit, "bad-signature", "tls.handshake"));
    let states = judged(&RULE, &case);
    assert_eq!(
        brief(&states[..1]),
        ["crit bad-signature xmpp.example.org:5223"]
    );
}

#[test]
fn certificates_that_are_not_for_clients_matter_where_there_is_no_dialback() {
    let no_client_auth = issue(Severity::Warn, "no-client-auth", "tls.client_auth");
    let mut case = with(&no_client_auth);
    assert_eq!(
        brief(&judged(&RULE, &case)[..1]),
        ["info no-client-auth xmpp.example.org:5223"]
    );
    change(&mut case, of(Side::Server), |endpoint| {
        endpoint.transcript.header.as_mut().unwrap().dialback = false;
        endpoint.transcript.features = Some(Features {
            mechanisms: vec!["EXTERNAL".into()],
            ..Features::default()
        });
    });
    assert_eq!(
        brief(&judged(&RULE, &case)[..1]),
        ["warn no-client-auth xmpp.example.org:5223"]
    );
}

#[test]
fn a_tls_checker_that_failed_makes_nothing_better() {
    let mut case = sound();
    case.tls.missing = Some("its CPU budget was used up".into());
    let states = judged(&RULE, &case);
    assert_eq!(brief(&states), ["error not-reported"]);
    assert!(
        states[0].message.contains("CPU budget"),
        "{}",
        states[0].message
    );
    // Nor what it did find.
    report(&mut case, |_| {});
    let states: Vec<State> = judged(&RULE, &case);
    found(&states, "not-reported");
}

#[test]
fn only_the_sides_that_are_judged_count() {
    let mut case = with(&issue(Severity::Crit, "expired", "tls.expiry"));
    case.mode = Mode::S2s;
    assert_eq!(judged(&RULE, &case).len(), 2);
    assert_eq!(judged(&RULE, &only(sound(), Mode::None)).len(), 1);
}

#[test]
fn a_target_that_is_partly_dead_is_told_by_the_other_rules() {
    let mut case = with(&issue(Severity::Warn, "unreachable", "tls.reachability"));
    change(&mut case, port(5223), refuse);
    let states = judged(&RULE, &case);
    assert!(
        states
            .iter()
            .all(|state| state.subject.as_deref() != Some("xmpp.example.org:5223"))
    );
}

// A stale address where another server answers that does not know the domain.
#[test]
fn who_does_not_serve_the_domain_has_no_certificate_for_it() {
    let mut case = sound();
    change(&mut case, v6, |endpoint| {
        certificate(endpoint).sha256 = "b2".repeat(32);
        stream_error(Step::Features, "host-unknown", "")(endpoint);
    });
    let mismatch = Issue {
        cause: Some("certificate.wrong-name:example.org:b2b2".into()),
        ..issue(Severity::Crit, "name-mismatch", "tls.hostname_match")
    };
    report(&mut case, |probe| probe.issues = vec![mismatch.clone()]);
    assert_eq!(brief(&judged(&RULE, &case)), ["ok clean"]);
    // Of one that does serve it, it is said where it is shown.
    let mut case = sound();
    change(&mut case, v6, |endpoint| {
        certificate(endpoint).sha256 = "b2".repeat(32);
    });
    report(&mut case, |probe| probe.issues = vec![mismatch.clone()]);
    for state in judged(&RULE, &case) {
        let places = Meta::read(&state).endpoints;
        assert!(!places.is_empty());
        assert!(places.iter().all(|one| one.starts_with('[')), "{places:?}");
    }
}

fn certificate(endpoint: &mut Endpoint) -> &mut CertificateFacts {
    let tls = endpoint.transcript.tls.as_mut();
    tls.and_then(|tls| tls.certificate.as_mut()).unwrap()
}

// A proxy in front of one port shows the certificate of a web server.
#[test]
fn where_another_port_shows_the_right_certificate_that_is_said() {
    let with = |ports: &[u16]| {
        let mut case = sound();
        report(&mut case, |probe| {
            if probe.port.is_some_and(|port| ports.contains(&port)) {
                probe.issues = vec![issue(Severity::Crit, "name-mismatch", "tls.hostname_match")];
                probe.hostname_match = Some(false);
            }
        });
        fix(&judged(&RULE, &case)[0])
    };
    let said = "That on port 5222 of xmpp.example.org has no such fault.";
    assert!(with(&[5223]).contains(said), "{}", with(&[5223]));
    let all = with(&[5222, 5223, 5269, 5270]);
    assert!(!all.contains("no such fault"), "{all}");
}

// What the machine that checks shows is nobody's certificate.
#[test]
fn nothing_is_said_of_certificates_at_an_address_of_nobodys() {
    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, "inside.example.org");
    resolve(&mut case, "inside.example.org", &["::1"]);
    serve(&mut case);
    report(&mut case, |probe| {
        if probe.host.as_deref() == Some("inside.example.org") {
            probe.issues = vec![issue(Severity::Crit, "name-mismatch", "tls.hostname_match")];
        }
    });
    assert_eq!(brief(&judged(&RULE, &case)), ["ok clean"]);
}
