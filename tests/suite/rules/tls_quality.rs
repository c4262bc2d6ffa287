//! `xmpp.tls_quality`, and what it makes of other producers' findings.

use std::sync::Arc;

use checker_host::components;
use checker_host::engine::Surroundings;
use checker_host::model::{Evidence, Related, State, Status};
use checker_host::network::Policy;
use checker_host::network::sim::{Leaf, Listener, Simulation, runtime};
use serde_json::{Value, json};

use crate::lab::{DOMAIN, ENGINE, Lab, found, states, worst};

const RULE: &str = "xmpp.tls_quality";

#[test]
fn skipped_while_no_tls_checker_has_reported() {
    found(&Lab::sound().check(), RULE, "skipped", Status::Unknown);
}

#[test]
fn ok_when_the_findings_are_clean() {
    found(&Lab::sound().check_with_tls(), RULE, "clean", Status::Ok);
}

#[test]
fn one_state_for_each_finding_with_its_endpoint_worst_first() {
    let leaf = Leaf {
        until_day: -1,
        client_auth: false,
        ..Leaf::of(DOMAIN)
    };
    let outcome = Lab::with_leaf(&leaf).check_with_tls();
    let state = found(&outcome, RULE, "expired", Status::Crit);
    assert!(state.subject.is_some() && state.fix().is_some());
    found(&outcome, RULE, "no-client-auth", Status::Warn);
    let statuses: Vec<Status> = states(&outcome, RULE)
        .iter()
        .map(|state| state.status)
        .collect();
    assert!(statuses.is_sorted_by(|a, b| a >= b), "{statuses:?}");
}

/// Judges a sound observation with related data of another producer.
fn judged_with(data: Value, reference: &str) -> Vec<State> {
    let outcome = Lab::sound().check();
    let related = [Related {
        checker_id: "somebody-else".into(),
        key: "tls_probes".into(),
        data,
        collected_at: 0,
        reference: reference.into(),
    }];
    let evidence = Evidence {
        observation: &outcome.observation,
        related: &related,
        options: &Value::Null,
    };
    runtime().unwrap().block_on(async {
        let around = Surroundings {
            network: Arc::new(Simulation::new().build()),
            policy: Arc::new(Policy::allow_private()),
            activity: Arc::default(),
        };
        let checker = ENGINE.load(components::XMPP).unwrap();
        let states = checker.evaluate(&around, evidence, &[]).await.unwrap();
        states
            .into_iter()
            .filter(|state| state.rule == RULE)
            .collect()
    })
}

#[test]
fn what_the_other_rules_say_of_dead_endpoints_is_not_said_twice() {
    let mut lab = Lab::sound();
    for port in [5222, 5223, 5269, 5270] {
        lab.put(port, Listener::Refuse);
    }
    let outcome = lab.check_with_tls();
    found(&outcome, RULE, "skipped", Status::Unknown);
    assert_eq!(states(&outcome, RULE).len(), 1);
}

#[test]
fn foreign_references_are_ignored() {
    let data = json!({"probes": {"other.example:443": {"issues": [
        {"code": "x", "severity": "crit", "message": "not ours"}]}}});
    let states = judged_with(data, "");
    assert_eq!(states[0].code, format!("{RULE}.skipped"));
}

#[test]
fn unknown_severities_are_shown_as_info() {
    let data = json!({"probes": {"xmpp.example.org:5222": {"issues": [
        {"code": "x", "severity": "catastrophic", "message": "odd"}]}}});
    let states = judged_with(data, "xmpp.example.org:5222");
    assert_eq!((states.len(), states[0].status), (1, Status::Info));
}

#[test]
fn missing_fields_and_garbage_never_break_the_verdict() {
    for data in [
        json!(null),
        json!([]),
        json!("x"),
        json!({"probes": 7}),
        json!({"probes": {"xmpp.example.org:5222": []}}),
        json!({"probes": {"xmpp.example.org:5222": {"issues": "none"}}}),
        json!({"probes": {"xmpp.example.org:5222": {"host": 1, "port": "x", "issues": [1, null, {}]}}}),
    ] {
        let states = judged_with(data.clone(), "");
        assert!(!states.is_empty(), "{data}");
        assert!(
            states.iter().all(|state| state.status <= Status::Info),
            "{data}: {states:?}"
        );
    }
}

#[test]
fn critical_findings_of_any_producer_count() {
    let data = json!({"probes": {"xmpp.example.org:5269": {"issues": [
        {"code": "chain", "severity": "critical", "message": "bad chain", "fix": "mend it"}]}}});
    let states = judged_with(data, "");
    assert_eq!(states[0].status, Status::Crit);
    assert_eq!(states[0].fix(), Some("mend it"));
}

#[test]
fn a_tls_checker_that_failed_is_named_as_the_reason() {
    let states = judged_with(json!({"error": "the checker crashed"}), "");
    assert!(
        states[0].message.contains("the checker crashed"),
        "{}",
        states[0].message
    );
    worst(&Lab::sound().check_with_tls(), RULE, Status::Ok);
}
