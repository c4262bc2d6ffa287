//! Limits of the host that a check runs into, with the shipped component as
//! the guest that wants more than it may have.

use std::sync::Arc;
use std::time::Duration;

use checker_host::components;
use checker_host::engine::{Error, Limit, Limits, Surroundings};
use checker_host::model::{Collection, Status};
use checker_host::network::Policy;
use checker_host::network::sim::runtime;
use checker_host::platform::Outcome;
use serde_json::json;

use crate::lab::{DOMAIN, ENGINE, Lab, endpoints, states};

fn with(change: impl FnOnce(&mut Limits)) -> Outcome {
    Lab::sound().check_with_limits(change)
}

/// Asserts that the result says which limit was hit and how to raise it.
#[track_caller]
fn says(outcome: &Outcome, limit: &str) {
    let states = states(outcome, "host.limits");
    let code = format!("host.limits.{limit}");
    let state = states.iter().find(|state| state.code == code);
    let state = state.unwrap_or_else(|| panic!("no {code} in {:#?}", outcome.states));
    assert_eq!(state.status, Status::Error);
    assert!(state.fix().is_some());
    assert_eq!(outcome.status, Status::Error);
}

/// What a collection of the XMPP checker ends with under these limits.
fn collect(change: impl FnOnce(&mut Limits)) -> Result<Collection, Error> {
    let mut limits = Limits::default();
    change(&mut limits);
    let checker = ENGINE.load(components::XMPP).unwrap().with_limits(limits);
    runtime().unwrap().block_on(async {
        let around = Surroundings {
            network: Arc::new(Lab::sound().simulation.build()),
            policy: Arc::new(Policy::allow_private()),
            activity: Arc::default(),
        };
        checker
            .collect(&around, &json!({"domain": DOMAIN}), &[])
            .await
    })
}

#[test]
fn memory_is_a_typed_error() {
    let outcome = collect(|limits| limits.memory_bytes = 512 * 1024);
    assert_eq!(outcome, Err(Error::Limit(Limit::Memory)));
}

#[test]
fn processor_time_is_a_typed_error() {
    let outcome = collect(|limits| limits.cpu = Duration::ZERO);
    assert_eq!(outcome, Err(Error::Limit(Limit::Cpu)));
}

#[test]
fn duration() {
    says(
        &with(|limits| limits.deadline = Duration::from_millis(50)),
        "deadline",
    );
}

#[test]
fn queries_and_what_was_learnt_before_is_kept() {
    let outcome = with(|limits| limits.queries = 5);
    says(&outcome, "queries");
    assert_eq!(outcome.observation["services"].as_array().unwrap().len(), 5);
}

#[test]
fn connections_and_what_was_learnt_before_is_kept() {
    let outcome = with(|limits| limits.connections = 3);
    says(&outcome, "connections");
    let seen = endpoints(&outcome);
    let complete = |endpoint: &&serde_json::Value| endpoint["transcript"]["features"].is_object();
    assert_eq!(seen.iter().filter(complete).count(), 3);
    assert_eq!(seen.len(), 8);
    // What was not tried is not called unreachable.
    let codes: Vec<&str> = outcome
        .states
        .iter()
        .map(|state| state.code.as_str())
        .collect();
    assert!(
        codes.iter().any(|code| code.ends_with(".not-tried")),
        "{codes:?}"
    );
    assert!(
        !codes.iter().any(|code| code.ends_with(".unreachable")),
        "{codes:?}"
    );
}

#[test]
fn received_bytes() {
    says(
        &with(|limits| limits.received_bytes = 2_000),
        "received-bytes",
    );
}

#[test]
fn sent_bytes() {
    says(&with(|limits| limits.sent_bytes = 500), "sent-bytes");
}

#[test]
fn a_denied_destination_is_blocked_by_policy_and_never_unreachable() {
    // The lab's addresses are for documentation: not global unicast.
    let outcome = Lab::sound().check_public_only();
    let codes: Vec<&str> = outcome
        .states
        .iter()
        .map(|state| state.code.as_str())
        .collect();
    assert!(
        codes.contains(&"xmpp.c2s_reachable.blocked-by-policy"),
        "{codes:?}"
    );
    assert!(
        !codes.iter().any(|code| code.ends_with("unreachable")),
        "{codes:?}"
    );
}
