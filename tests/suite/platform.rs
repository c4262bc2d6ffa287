//! What a platform makes of checkers: how a check goes from discovery to
//! summary, what siblings get to see, and what is told when something fails.

use std::ops::ControlFlow;
use std::time::Duration;

use checker_host::engine::{Error, Limit};
use checker_host::model::{Json, Options, Status};
use checker_host::network::sim::runtime;
use checker_host::platform::{
    BuildError, Builder, CheckError, HOST_RULE, InvalidDefinition, Outcome, Platform,
};
use checker_host::survey::{self, LineFormat, Lines};
use serde_json::{Value, json};

use crate::guests::{bytes, guest, network};

fn with(guests: &[&str]) -> Builder {
    let builder = Platform::builder(network());
    let guests = guests.iter().map(|name| guest(name));
    guests.fold(builder, Builder::checker)
}

fn options() -> Options {
    Options::new().with("domain", "example.org")
}

/// What the first of these checkers finds, with the others beside it.
fn check(guests: &[&str], options: Options) -> Outcome {
    runtime().unwrap().block_on(async {
        let platform = with(guests).build().await.unwrap();
        let id = &platform.members()[0].definition().id;
        platform.check(id, options, &[]).await.unwrap()
    })
}

fn value(json: &Json) -> Value {
    json.read().unwrap()
}

/// What the publisher's rule was given.
fn given(outcome: &Outcome) -> Value {
    value(outcome.states[0].meta.as_ref().unwrap())
}

/// The codes of the host's own states.
fn host_codes(outcome: &Outcome) -> Vec<&str> {
    let states = outcome.states.iter();
    let states = states.filter(|state| state.rule == HOST_RULE);
    states.map(|state| state.code.as_str()).collect()
}

#[test]
fn the_plan_goes_from_discovery_to_collection() {
    let outcome = check(&["publisher"], options());
    let observation = r#"{"options":{"domain":"example.org"},"plan":{"planned":true}}"#;
    assert_eq!(outcome.observation.as_str(), observation);
    assert_eq!(outcome.entries.len(), 2);
    assert_eq!(outcome.status, Status::Ok);
    assert_eq!(outcome.subject, "example.org");
    assert_eq!(outcome.summary.verdict, "It works.");
}

#[test]
fn what_is_published_crosses_the_host_as_text() {
    let outcome = check(&["publisher", "sibling"], options());
    // Not 1.5: nobody reads the number and prints it again.
    let things = [
        r#"{"type":"test.thing.v1","ref":"thing 1","payload":{"number":1.50}}"#,
        r#"{"type":"test.thing.v1","ref":"thing 2","payload":{"number":2.50}}"#,
    ];
    assert_eq!(outcome.related.len(), 2);
    for (related, thing) in outcome.related.iter().zip(things) {
        assert_eq!(
            related.data.as_str(),
            format!(r#"{{"given":{{"things":[{thing}]}}}}"#)
        );
        assert_eq!(
            (related.checker.as_str(), related.key.as_str()),
            ("sibling", "sibling")
        );
    }
    // And back to the publisher's rules, with the moment.
    let given = given(&outcome);
    assert_eq!(given["related"][0], value(&outcome.related[0].data));
    assert_eq!(given["related"][1], value(&outcome.related[1].data));
    assert_eq!(given["judged_at"], outcome.judged_at);
    assert!(outcome.to_json().contains(&things.join(",")));
}

#[test]
fn a_checker_alone_has_no_related_observations() {
    assert!(check(&["publisher"], options()).related.is_empty());
    assert!(
        check(&["publisher", "connect_flood"], options())
            .related
            .is_empty()
    );
}

#[test]
fn siblings_get_the_options_that_both_have_and_those_that_hold_for_all() {
    let outcome = runtime().unwrap().block_on(async {
        let platform = with(&["publisher", "sibling"])
            .option_for_all("roots", "PEM")
            .build()
            .await
            .unwrap();
        let options = options().with("fail", "not at all");
        platform.check("publisher", options, &[]).await.unwrap()
    });
    let given = value(&outcome.related[0].data)["given"].clone();
    assert_eq!(given["fail"], "not at all");
    assert_eq!(given["roots"], "PEM");
    assert_eq!(given.get("domain"), None);
    assert_eq!(outcome.options.get("roots"), None);
}

#[test]
fn secrets_go_to_the_collection_and_nowhere_else() {
    let outcome = check(&["publisher", "sibling"], options().with("token", "geheim"));
    assert_eq!(value(&outcome.observation)["options"]["token"], "geheim");
    assert_eq!(
        given(&outcome)["options"],
        json!({ "domain": "example.org" })
    );
    assert_eq!(outcome.options, options());
    assert!(!outcome.related[0].data.as_str().contains("geheim"));
    let precheck = runtime().unwrap().block_on(async {
        let platform = with(&["publisher"]).build().await.unwrap();
        let options = options().with("token", "geheim");
        platform.members()[0].precheck(&options).await.unwrap()
    });
    // The guest gives back what it was given.
    assert_eq!(precheck.reason, options().to_json());
}

#[test]
fn a_sibling_that_fails_is_missed_aloud() {
    for (how, code) in [
        ("trap", "host.limits.crash"),
        ("error", "host.limits.failed"),
        ("hang-in-sibling", "host.limits.deadline"),
    ] {
        let outcome = check(&["publisher", "sibling"], options().with("fail", how));
        assert_eq!(host_codes(&outcome), [code]);
        assert_eq!(outcome.status, Status::Error, "{how}");
        let data = value(&outcome.related[0].data);
        assert!(data["error"].is_string(), "{data}");
        let state = outcome.states.last().unwrap();
        assert!(state.message.contains("\"sibling\""), "{}", state.message);
        assert!(outcome.summary.problems.iter().any(|one| one.cause == code));
        assert_eq!(outcome.failures[0].checker, "sibling");
        // What the publisher saw is judged all the same.
        assert_eq!(outcome.states[0].code, "publisher.rule.fine");
    }
}

#[test]
fn a_limit_that_a_sibling_hit_is_told_and_what_it_saw_is_kept() {
    let outcome = check(&["publisher", "sibling"], options().with("fail", "flood"));
    assert_eq!(host_codes(&outcome), ["host.limits.queries"]);
    assert!(value(&outcome.related[0].data)["given"].is_object());
}

#[test]
fn a_check_ends_soon_after_the_checker_said_it_would() {
    let outcome = check(&["publisher"], options().with("fail", "hang"));
    assert_eq!(host_codes(&outcome), ["host.limits.deadline"]);
    assert!(outcome.observation.is_null());
    // By the virtual clock: the twenty seconds of its precheck and the margin.
    assert_eq!(outcome.duration, Duration::from_secs(25));
}

#[test]
fn crashes_before_the_collection_are_the_hosts_to_tell() {
    for (name, code) in [
        ("traps_in_discover", "host.limits.crash"),
        ("plan_that_is_not_json", "host.limits.failed"),
    ] {
        let outcome = check(&[name], Options::new());
        assert_eq!(host_codes(&outcome), [code], "{name}");
        let [problem] = &outcome.summary.problems[..] else {
            panic!("{:?}", outcome.summary);
        };
        assert_eq!(problem.cause, code);
        assert!(!problem.fix.is_empty());
    }
}

#[test]
fn a_judgement_is_made_on_one_instance_as_long_as_all_goes_well() {
    let outcome = check(&["counts_calls"], Options::new());
    assert_eq!(outcome.states[0].message, "1");
    assert_eq!(outcome.summary.verdict, "3");
    let outcome = check(&["counts_calls"], Options::new().with("fail", "metrics"));
    assert_eq!(host_codes(&outcome), ["host.limits.crash"]);
    // After the crash with a new one.
    assert_eq!(outcome.summary.verdict, "1");
}

#[test]
fn a_summary_can_neither_lie_nor_hide() {
    for name in [
        "summary_of_states_that_there_are_not",
        "summary_of_another_class",
    ] {
        let outcome = check(&[name], Options::new());
        assert_eq!(host_codes(&outcome), ["host.limits.failed"], "{name}");
        assert_eq!(outcome.summary.verdict, "");
        assert_eq!(outcome.summary.problems[0].cause, "host.limits.failed");
    }
    let outcome = check(&["summary_that_hides"], Options::new());
    assert_eq!(outcome.summary.verdict, "It works.");
    let causes = outcome
        .summary
        .problems
        .iter()
        .map(|one| one.cause.as_str());
    assert_eq!(
        causes.collect::<Vec<_>>(),
        ["fault", "host.limits.connections"]
    );
    assert_eq!(outcome.status, Status::Crit);
}

#[test]
fn a_checker_is_kept_from_the_ports_that_its_definition_names() {
    let outcome = check(&["connects_to_a_denied_port"], Options::new());
    assert_eq!(outcome.observation.as_str(), r#""denied""#);
}

#[test]
fn a_stored_result_is_judged_for_another_moment_with_other_options() {
    runtime().unwrap().block_on(async {
        let platform = with(&["publisher", "sibling"]).build().await.unwrap();
        let options = options().with("token", "geheim").with("fail", "flood");
        let outcome = platform.check("publisher", options, &[]).await.unwrap();
        let stored = Outcome::from_json(&outcome.to_json()).unwrap();
        let overrides = Options::new().with("roots", "PEM");
        let later = stored.judged_at + 86_400;
        let judged = platform.judge(&stored, later, &overrides).await.unwrap();
        let restated = json!({
            "restated": later,
            "options": { "fail": "flood", "roots": "PEM" },
        });
        assert_eq!(value(&judged.related[0].data), restated);
        assert_eq!(given(&judged)["related"][0], restated);
        assert_eq!(given(&judged)["judged_at"], later);
        assert_eq!(judged.observation, stored.observation);
        assert_eq!(judged.started_at, stored.started_at);
        // What the host had to say about the check still holds.
        assert_eq!(host_codes(&judged), ["host.limits.queries"]);
        assert_eq!(judged.status, Status::Error);

        // What could not be seen cannot be restated.
        let mut blind = stored.clone();
        blind.related[0].data = Json::parse(r#"{"error":"it crashed"}"#).unwrap();
        let judged = platform.judge(&blind, later, &overrides).await.unwrap();
        assert_eq!(judged.related[0], blind.related[0]);
    });
}

#[test]
fn a_result_of_an_unknown_checker_is_not_judged() {
    runtime().unwrap().block_on(async {
        let platform = with(&["publisher"]).build().await.unwrap();
        let outcome = platform.check("publisher", options(), &[]).await.unwrap();
        let other = with(&["sibling"]).build().await.unwrap();
        let unknown = Some(CheckError::NoSuchChecker("publisher".into()));
        let nothing = Options::new();
        assert_eq!(other.judge(&outcome, 0, &nothing).await.err(), unknown);
        assert_eq!(other.report(&outcome).await.err(), unknown);
        assert_eq!(other.check("publisher", nothing, &[]).await.err(), unknown);
    });
}

#[test]
fn what_cannot_stand_beside_others_is_refused_at_the_door() {
    let refused = |builder: Builder| runtime().unwrap().block_on(builder.build()).err().unwrap();
    for (guests, wrong) in [
        (
            &["definition_without_name"][..],
            InvalidDefinition::Identifier,
        ),
        (&["definition_with_rules_twice"], InvalidDefinition::Rule),
        (
            &["sibling", "publisher", "sibling"],
            InvalidDefinition::Duplicate("sibling".into()),
        ),
    ] {
        match refused(with(guests)) {
            BuildError::InvalidDefinition(found) => assert_eq!(found, wrong),
            other => panic!("{other:?}"),
        }
    }
    let crashed = refused(with(&["traps_in_definition"]));
    assert!(
        matches!(crashed, BuildError::Definition(Error::Trap(_))),
        "{crashed:?}"
    );
    let astray = refused(with(&["publisher"]).option("sibling", "roots", "PEM"));
    assert!(matches!(astray, BuildError::NoSuchChecker(id) if id == "sibling"));
    let broken = refused(Platform::builder(network()).component(*b"\0asm"));
    assert!(matches!(broken, BuildError::Load(_)), "{broken:?}");
}

#[test]
fn checks_wait_for_a_place_where_there_is_only_one() {
    runtime().unwrap().block_on(async {
        let platform = Platform::builder(network())
            .component(bytes("publisher"))
            .component(bytes("sibling"))
            .pool(1)
            .build()
            .await
            .unwrap();
        let checks = (0..8).map(|_| platform.check("publisher", options(), &[]));
        for outcome in futures_util::future::join_all(checks).await {
            assert_eq!(outcome.unwrap().status, Status::Ok);
        }
    });
}

#[test]
fn a_survey_counts_statuses_classes_and_causes() {
    runtime().unwrap().block_on(async {
        let platform = with(&["publisher", "sibling"]).build().await.unwrap();
        let definition = platform.member("publisher").unwrap().definition();
        let brief = Lines::new(LineFormat::Brief, definition);
        let mut lines = Vec::new();
        let subjects = ["a.example", "b.example", "c.example"].map(str::to_owned);
        let tally = survey::run(
            &platform,
            "publisher",
            subjects,
            &Options::new().with("fail", "flood"),
            2,
            std::future::pending(),
            |surveyed| {
                lines.push(brief.line(&surveyed));
                ControlFlow::Continue(())
            },
        )
        .await;
        assert_eq!(tally.total(), 3);
        assert_eq!(tally.statuses.get(&Status::Error), Some(&3));
        assert_eq!(tally.classes.get("fine"), Some(&3));
        assert_eq!(tally.causes.get("host.limits.queries"), Some(&3));
        for line in lines {
            let line: Value = serde_json::from_str(&line).unwrap();
            assert!(line["domain"].as_str().unwrap().ends_with(".example"));
            assert!(line.get("observation").is_none());
            assert_eq!(line["summary"]["class"], "fine");
        }
    });
}

#[test]
fn limits_of_the_whole_platform_can_be_set() {
    let mut limits = checker_host::engine::Limits::default();
    limits.set(Limit::Connections, 3);
    runtime().unwrap().block_on(async {
        let platform = Platform::builder(network())
            .limits(limits)
            .component(bytes("connect_flood"))
            .build()
            .await
            .unwrap();
        let outcome = platform
            .check("hostile", Options::new(), &[])
            .await
            .unwrap();
        assert_eq!(outcome.observation.as_str(), "3");
        assert_eq!(host_codes(&outcome), ["host.limits.connections"]);
    });
}
