//! Sessions that get where they should.

use checker_stream::ill_formed::{IllFormed, XmlFault};
use checker_stream::opening::Opening;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::step::Step;
use rustls::version::TLS12;

use crate::lab::{Cut, STEP, config, direct, drive, run};
use crate::server::{Act, FEATURES, HEADER, OFFER, PROCEED, Server, certificate};

/// A server that is as it should be.
pub(crate) fn sound() -> Vec<Act> {
    let mut script = offering();
    script.extend(secured());
    script
}

/// STARTTLS, up to `<proceed/>`.
pub(crate) fn offering() -> Vec<Act> {
    vec![
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say(OFFER),
        Act::Hear("/>"),
        Act::Say(PROCEED),
    ]
}

/// TLS and what follows.
pub(crate) fn secured() -> Vec<Act> {
    vec![
        Act::Secure,
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say(FEATURES),
    ]
}

#[test]
fn starttls_leads_to_the_features_step_by_step() {
    let run = run(config(), &sound());
    let seen = run.transcript();
    assert_eq!(seen.failure, None);
    let step = u64::try_from(STEP.as_micros()).unwrap();
    let steps: Vec<(Step, u64)> = seen.steps.iter().map(|s| (s.step, s.micros)).collect();
    assert_eq!(
        steps,
        [
            (Step::Connect, step),
            // Header and features came one after the other.
            (Step::Stream, 2 * step),
            (Step::StartTls, step),
            (Step::Tls, step),
            // TLS 1.3's tickets came before.
            (Step::Features, 2 * step),
        ]
    );
    assert_eq!(
        seen.header_before_tls.as_ref().unwrap().id.as_deref(),
        Some("7")
    );
    assert!(
        seen.features_before_tls
            .as_ref()
            .unwrap()
            .starttls
            .is_some()
    );
    assert_eq!(seen.tls.as_ref().unwrap().version, "TLSv1.3");
    assert_eq!(seen.tls.as_ref().unwrap().alpn, None);
    assert_eq!(
        seen.header.as_ref().unwrap().from.as_deref(),
        Some("example.org")
    );
    assert_eq!(seen.features.as_ref().unwrap().mechanisms, ["PLAIN"]);
    assert_eq!(seen.after_proceed, None);
    assert_eq!(seen.close_notify, None);
    assert_eq!(run.probe.chain, [certificate()]);
}

#[test]
fn direct_tls_agrees_on_an_application_protocol() {
    let run = run(direct(), &secured());
    let seen = run.transcript();
    assert_eq!(seen.failure, None);
    assert_eq!(seen.header_before_tls, None);
    assert_eq!(
        seen.tls.as_ref().unwrap().alpn.as_deref(),
        Some("xmpp-client")
    );
    assert!(seen.features.is_some());
    let steps: Vec<Step> = seen.steps.iter().map(|s| s.step).collect();
    assert_eq!(steps, [Step::Connect, Step::Tls, Step::Features]);
}

#[test]
fn an_older_version_of_tls_does_as_well() {
    for config in [config(), direct()] {
        let mut script = match config.opening {
            Opening::Stream => offering(),
            Opening::DirectTls | Opening::Mail(_) => Vec::new(),
        };
        script.extend(secured());
        let run = drive(config, Server::with(&script, &[&TLS12]), &Cut::WHOLE);
        assert_eq!(run.transcript().failure, None);
        assert_eq!(run.transcript().tls.as_ref().unwrap().version, "TLSv1.2");
        assert!(run.transcript().features.is_some());
    }
}

#[test]
fn to_tls_and_no_further() {
    let config = SessionConfig {
        depth: Depth::Tls,
        ..config()
    };
    let run = run(config, &sound());
    let seen = run.transcript();
    assert_eq!(seen.failure, None);
    assert!(seen.tls.is_some());
    assert_eq!((&seen.header, &seen.features), (&None, &None));
    assert_eq!(seen.steps.last().unwrap().step, Step::Tls);
    assert_eq!(run.probe.chain.len(), 1);
}

#[test]
fn a_server_is_spoken_to_as_a_server() {
    let config = SessionConfig {
        side: Side::Server,
        from: Some("checker.invalid"),
        ..config()
    };
    let run = run(config, &sound());
    let header = String::from_utf8(run.writes[0].clone()).unwrap();
    assert!(header.contains("xmlns='jabber:server'") && header.contains("from='checker.invalid'"));
    assert!(run.transcript().features.is_some());
}

#[test]
fn whitespace_and_other_elements_before_the_features_are_passed_over() {
    let script = [
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say(" \n "),
        Act::Say("<message xmlns='jabber:client'/>"),
        Act::Say(OFFER),
        Act::Hear("/>"),
        Act::Say(" "),
        Act::Say(PROCEED),
    ];
    let run = run(config(), &[script.to_vec(), secured()].concat());
    assert_eq!(run.transcript().failure, None);
}

#[test]
fn features_that_come_together_with_a_broken_record_count() {
    let mut script = secured();
    script.push(Act::Send(b"\x17\x03\x03\x00\x05wrong".to_vec()));
    let run = run(direct(), &script);
    assert_eq!(run.transcript().failure, None);
    assert!(run.transcript().features.is_some());
}

#[test]
fn what_is_not_well_formed_is_noted_on_the_side_of_tls_that_it_came_on() {
    let run = run(
        config(),
        &[
            Act::Hear(">"),
            Act::Say(HEADER),
            Act::Say("<1/>"),
            Act::Say(OFFER),
            Act::Hear("/>"),
            Act::Say(PROCEED),
            Act::Secure,
            Act::Hear(">"),
            Act::Say(HEADER),
            Act::Say("<x:a/>"),
            Act::Say(FEATURES),
        ],
    );
    let seen = run.transcript();
    assert_eq!(seen.failure, None);
    let faults = |noted: &[IllFormed]| noted.iter().map(|n| n.fault).collect::<Vec<_>>();
    assert_eq!(faults(&seen.ill_formed_before_tls), [XmlFault::Name]);
    assert_eq!(faults(&seen.ill_formed), [XmlFault::UnboundPrefix]);
}
