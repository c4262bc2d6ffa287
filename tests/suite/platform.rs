//! A check from end to end, with two checkers of `tests/guests` that show what
//! they are given: `publisher` is checked, `sibling` looks at its entries.

use std::time::Duration;

use checker_host::engine::{Error, Limit};
use checker_host::model::{Options, State, Status};
use checker_host::network::sim::runtime;
use checker_host::platform::{HOST_RULE, Outcome, Platform};
use serde_json::{Value, json};

use crate::guests::{guest, network};
use crate::lab::found;

const AT: i64 = 1_800_000_000;

async fn platform() -> Platform {
    Platform::builder(network())
        .checker(guest("publisher"))
        .checker(guest("sibling"))
        .option("sibling", "roots", "standing")
        .build()
        .await
        .unwrap()
}

fn options() -> Options {
    let options = Options::new().with("domain", "example.org");
    options.with("token", "secret")
}

/// A check with these further options.
fn check(options: Options) -> Outcome {
    runtime().unwrap().block_on(async {
        let platform = platform().await;
        platform.check("publisher", options, &[]).await.unwrap()
    })
}

/// A check whose sibling, or itself, fails in this way.
fn failing(how: &str) -> Outcome {
    check(options().with("fail", how))
}

fn observation(outcome: &Outcome) -> Value {
    outcome.observation.read().unwrap()
}

/// What the publisher's rule was given.
fn evidence(outcome: &Outcome) -> Value {
    let states = &outcome.states;
    let of_rule = |state: &&State| state.rule == "publisher.rule";
    let state = states.iter().find(of_rule).unwrap();
    state.meta.as_ref().unwrap().read().unwrap()
}

#[test]
fn what_discovery_planned_is_what_is_collected_by() {
    let outcome = check(options());
    assert_eq!(outcome.status, Status::Ok);
    assert_eq!(outcome.subject, "example.org");
    assert_eq!(observation(&outcome)["plan"], json!({"planned": true}));
    let references = outcome.entries.iter().map(|entry| entry.reference.as_str());
    assert_eq!(references.collect::<Vec<_>>(), ["thing 1", "thing 2"]);
}

#[test]
fn a_sibling_gets_all_entries_its_standing_options_and_those_that_both_have() {
    let outcome = check(options().with("fail", "never"));
    let seen: Value = outcome.related[0].data.read().unwrap();
    let given = &seen["given"];
    assert_eq!(given["roots"], "standing");
    assert_eq!(given["fail"], "never");
    // What the sibling does not declare, and what is secret, is not its own.
    assert!(given.get("domain").is_none() && given.get("token").is_none());
    let things = given["things"].as_array().unwrap();
    assert_eq!(things.len(), 2);
    // A payload crosses the host as the text that it was.
    assert!(outcome.related[0].data.as_str().contains(r#"{"number":1.50}"#));
}

#[test]
fn a_secret_is_for_looking_and_for_nothing_else() {
    let outcome = check(options());
    let given = &observation(&outcome)["options"];
    assert_eq!(given["token"], "secret");
    let evidence = evidence(&outcome);
    assert!(evidence["options"].get("token").is_none(), "{evidence}");
    assert_eq!(outcome.options.get("token"), None);
}

#[test]
fn a_sibling_that_fails_costs_its_own_part_and_is_told_of() {
    for (how, code) in [
        ("trap", "crash"),
        ("error", "failed"),
        ("hang-in-sibling", "deadline"),
        ("flood", "queries"),
    ] {
        let outcome = failing(how);
        found(&outcome, "publisher.rule", "fine", Status::Ok);
        let state = found(&outcome, HOST_RULE, code, Status::Error);
        assert!(state.message.contains("sibling"), "{}", state.message);
        assert_eq!(outcome.failures[0].checker, "sibling");
        // Nothing looks better for not being known.
        assert_eq!(outcome.status, Status::Error);
        let problems = outcome.summary.problems.iter();
        let causes: Vec<&str> = problems.map(|problem| problem.cause.as_str()).collect();
        assert_eq!(causes, [format!("{HOST_RULE}.{code}")]);
    }
}

#[test]
fn a_check_takes_no_longer_than_the_checker_says() {
    let outcome = failing("hang");
    // It says twenty seconds, and its limit would allow for five minutes.
    let bound = Duration::from_secs(30);
    assert!(outcome.duration < bound, "{:?}", outcome.duration);
    found(&outcome, HOST_RULE, "deadline", Status::Error);
    assert!(outcome.observation.is_null());
}

/// A stored outcome judged for [`AT`].
fn judged(stored: &Outcome, overrides: &Options) -> Outcome {
    runtime().unwrap().block_on(async {
        let platform = platform().await;
        platform.judge(stored, AT, overrides).await.unwrap()
    })
}

#[test]
fn a_stored_result_is_judged_for_its_moment_with_what_siblings_say_of_it() {
    let stored = check(options());
    let stored = Outcome::from_json(&stored.to_json()).unwrap();
    let overrides = Options::new().with("roots", "other");
    let again = judged(&stored, &overrides);
    assert_eq!(again.judged_at, AT);
    assert_eq!(again.observation, stored.observation);
    let evidence = evidence(&again);
    assert_eq!(evidence["judged_at"], AT);
    let restated = &evidence["related"][0];
    assert_eq!(restated["restated"], AT);
    assert_eq!(restated["options"]["roots"], "other");
    // What the sibling alone has is none of the publisher's options.
    assert!(evidence["options"].get("roots").is_none(), "{evidence}");
    assert!(again.options.get("roots").is_none());
}

#[test]
fn what_could_not_be_looked_at_is_not_better_for_being_judged_again() {
    let stored = failing("trap");
    let again = judged(&stored, &Options::new());
    found(&again, HOST_RULE, "crash", Status::Error);
    assert_eq!(again.status, Status::Error);
}

/// A check of a hostile guest by itself.
fn alone(name: &str) -> Outcome {
    runtime().unwrap().block_on(async {
        let builder = Platform::builder(network());
        let platform = builder.checker(guest(name)).build().await.unwrap();
        let id = &platform.members()[0].definition().id;
        platform.check(id, Options::new(), &[]).await.unwrap()
    })
}

#[test]
fn a_checker_is_kept_from_the_ports_that_its_definition_names() {
    let outcome = alone("connects_to_a_denied_port");
    assert_eq!(outcome.observation.as_str(), r#""denied""#);
}

#[test]
fn a_discovery_that_comes_to_nothing_is_told() {
    for (name, code, words) in [
        ("traps_in_discover", "crash", "no discovery"),
        ("plan_that_is_not_json", "failed", "plan"),
    ] {
        let outcome = alone(name);
        let state = found(&outcome, HOST_RULE, code, Status::Error);
        assert!(state.message.contains(words), "{}", state.message);
        assert!(outcome.observation.is_null());
    }
}

#[test]
fn a_summary_that_breaks_the_contract_is_left_out_and_told() {
    for name in [
        "summary_of_another_class",
        "summary_of_states_that_there_are_not",
    ] {
        let outcome = alone(name);
        let error = &outcome.failures[0].error;
        assert!(matches!(error, Error::Malformed(_)), "{name}: {error}");
        found(&outcome, "hostile.rule", "fine", Status::Ok);
        assert_eq!(outcome.summary.class, "");
        let problems = &outcome.summary.problems;
        assert_eq!(problems.len(), 1, "{name}: {problems:#?}");
        assert_eq!(problems[0].cause, "host.limits.failed");
    }
}

#[test]
fn no_summary_hides_what_is_wrong() {
    let outcome = alone("summary_that_hides");
    assert_eq!(outcome.failures[0].error, Error::Limit(Limit::Connections));
    let problems = &outcome.summary.problems;
    let causes: Vec<&str> = problems.iter().map(|one| one.cause.as_str()).collect();
    assert_eq!(causes, ["fault", "host.limits.connections"]);
    for problem in problems {
        let states = problem.states.iter();
        let states = states.map(|index| &outcome.states[*index as usize]);
        let causes: Vec<&Option<String>> = states.map(|state: &State| &state.cause).collect();
        assert_eq!(causes, [&Some(problem.cause.clone())]);
    }
}
