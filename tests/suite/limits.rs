//! Limits of the host that a check runs into, with the shipped component as
//! the guest that wants more than it may have.

use std::time::Duration;

use checker_host::engine::{Context, Error, Limit, Limits};
use checker_host::model::{Options, Status};
use checker_host::network::sim::runtime;
use checker_host::platform::{HOST_RULE, Outcome};
use serde_json::Value;

use crate::lab::{DOMAIN, Lab, XMPP, codes, endpoints, found, observation};

fn with(change: impl FnOnce(&mut Limits)) -> Outcome {
    Lab::sound().check_with_limits(change)
}

/// Asserts that the result says which limit was hit and what to do.
#[track_caller]
fn says(outcome: &Outcome, limit: Limit) {
    let state = found(outcome, HOST_RULE, limit.name(), Status::Error);
    assert!(!state.meta().fix.is_empty());
    let mut failures = outcome.failures.iter();
    assert!(failures.any(|failed| failed.error == Error::Limit(limit)));
    // It is among what people read, too.
    let mut problems = outcome.summary.problems.iter();
    assert!(problems.any(|problem| problem.cause == state.code));
    assert_eq!(outcome.status, Status::Error);
}

/// What a collection of the XMPP checker ends with under these limits.
fn collect(change: impl FnOnce(&mut Limits)) -> Option<Error> {
    let mut limits = Limits::default();
    change(&mut limits);
    let checker = XMPP.clone().with_limits(limits);
    runtime().unwrap().block_on(async {
        let context = Context::new(Lab::sound().simulation.build());
        let options = Options::new().with("domain", DOMAIN);
        checker.collect(&context, &options, &[], None).await.err()
    })
}

#[test]
fn memory_is_a_typed_error() {
    let error = collect(|limits| limits.memory_bytes = 512 * 1024);
    assert_eq!(error, Some(Error::Limit(Limit::Memory)));
}

#[test]
fn processor_time_is_a_typed_error() {
    // Guests are looked at every 10 ms: one collection may be over before.
    let mut errors = (0..100).map(|_| collect(|limits| limits.cpu = Duration::ZERO));
    let error = errors.find_map(|error| error);
    assert_eq!(error, Some(Error::Limit(Limit::Cpu)));
}

#[test]
fn duration() {
    says(
        &with(|limits| limits.deadline = Duration::from_millis(50)),
        Limit::Deadline,
    );
}

#[test]
fn queries_and_what_was_learnt_before_is_kept() {
    let outcome = with(|limits| limits.queries = 4);
    says(&outcome, Limit::Queries);
    let services = observation(&outcome)["services"].clone();
    assert_eq!(services.as_array().unwrap().len(), 5);
}

#[test]
fn connections_and_what_was_learnt_before_is_kept() {
    let outcome = with(|limits| limits.connections = 3);
    says(&outcome, Limit::Connections);
    let seen = endpoints(&outcome);
    let complete = |endpoint: &&Value| endpoint["transcript"]["features"].is_object();
    assert_eq!(seen.iter().filter(complete).count(), 3);
    assert_eq!(seen.len(), 8);
    // What was not tried is not called unreachable.
    let codes = codes(&outcome);
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
        Limit::ReceivedBytes,
    );
}

#[test]
fn sent_bytes() {
    says(&with(|limits| limits.sent_bytes = 500), Limit::SentBytes);
}

#[test]
fn a_denied_destination_is_blocked_by_policy_and_never_unreachable() {
    // The lab's addresses are for documentation: not global unicast.
    let outcome = Lab::sound().check_public_only();
    let codes = codes(&outcome);
    assert!(
        codes.contains(&"xmpp.c2s_reachable.blocked-by-policy"),
        "{codes:?}"
    );
    assert!(
        !codes.iter().any(|code| code.ends_with("unreachable")),
        "{codes:?}"
    );
}
