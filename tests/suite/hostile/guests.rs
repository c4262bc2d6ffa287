//! Components of `tests/guests`, each beside a sound check on the same thread.

use std::sync::Arc;
use std::time::Duration;

use checker_host::engine::{Context, Error, Limit, Limits, LoadError, Returned};
use checker_host::model::{Collection, Evidence, Json, Options, Status};
use checker_host::network::sim::runtime;
use checker_host::platform::{BuildError, HOST_RULE, Outcome, Platform};

use crate::guests::{bytes, guest, network};
use crate::lab::{DOMAIN, Lab, OTHERS, XMPP, endpoints, found};

/// A sound deployment, to be checked beside something else.
async fn sound() -> Platform {
    let builder = Platform::builder(Lab::sound().simulation.build());
    builder.checker(XMPP.clone()).build().await.unwrap()
}

/// What the guest's collection ends with, while a sound check runs beside it.
fn collect(name: &str) -> Result<Returned<Collection>, Error> {
    let guest = guest(name);
    runtime().unwrap().block_on(async {
        let context = Context::new(network());
        let nothing = Options::new();
        let beside = sound().await;
        let options = Options::new().with("domain", DOMAIN);
        let (hostile, sound) = tokio::join!(
            guest.collect(&context, &nothing, &[], None),
            beside.check("xmpp", options, &[]),
        );
        let sound = sound.unwrap();
        assert!(
            sound.status <= Status::Unknown.max(Status::Info),
            "{:#?}",
            sound.states
        );
        assert_eq!(endpoints(&sound).len(), 8);
        // Store, memory, connections and tasks are gone: they hold this.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(Arc::strong_count(&context.activity), 1, "something is left");
        hostile
    })
}

#[track_caller]
fn limited(name: &str, limit: Limit) {
    assert_eq!(collect(name).err(), Some(Error::Limit(limit)));
}

#[track_caller]
fn crashed(name: &str, words: &str) {
    match collect(name) {
        Err(Error::Trap(why)) => assert!(why.contains(words), "{why}"),
        other => panic!("{:?}", other.map(|returned| returned.limits_hit)),
    }
}

/// What a guest that is stopped by a budget of the network still returns.
#[track_caller]
fn returned(name: &str, limit: Limit, observation: &str) {
    let returned = collect(name).unwrap();
    assert_eq!(returned.limits_hit, [limit]);
    assert_eq!(returned.value.observation.as_str(), observation);
}

#[test]
fn an_endless_loop_runs_into_the_processor_limit() {
    limited("endless_loop", Limit::Cpu);
}

#[test]
fn an_endless_loop_between_awaits_runs_into_the_processor_limit() {
    limited("loop_between_awaits", Limit::Cpu);
}

#[test]
fn unbounded_memory_runs_into_the_memory_limit() {
    limited("unbounded_memory", Limit::Memory);
}

#[test]
fn deep_recursion_runs_into_the_stack_limit() {
    limited("deep_recursion", Limit::Stack);
}

#[test]
fn a_flood_of_connections_ends_at_the_limit_and_what_was_learnt_is_kept() {
    returned("connect_flood", Limit::Connections, "64");
}

#[test]
fn a_flood_of_queries_ends_at_the_limit_and_what_was_learnt_is_kept() {
    returned("query_flood", Limit::Queries, "200");
}

#[test]
fn a_flood_of_writes_ends_at_the_limit_and_what_was_learnt_is_kept() {
    returned("huge_writes", Limit::SentBytes, "8");
}

#[test]
fn one_write_larger_than_a_call_may_carry() {
    limited("one_huge_write", Limit::HostcallBytes);
}

#[test]
fn a_flood_of_pending_reads_runs_into_the_handle_limit() {
    limited("pending_reads", Limit::Handles);
}

#[test]
fn a_flood_of_handles_runs_into_the_handle_limit() {
    limited("handle_flood", Limit::Handles);
}

#[test]
fn a_flood_of_standard_error_is_cut_and_told() {
    let collection = collect("stderr_flood").unwrap();
    assert_eq!(collection.limits_hit, [Limit::StderrBytes]);
}

#[test]
fn a_guest_that_never_returns_runs_into_the_deadline() {
    limited("never_returns", Limit::Deadline);
}

#[test]
fn a_guest_that_waits_for_nothing_fails_loudly() {
    crashed("waits_for_nothing", "panicked");
}

#[test]
fn a_result_of_a_hundred_mebibytes_runs_into_the_memory_limit() {
    limited("returns_100_mib", Limit::Memory);
}

#[test]
fn a_result_of_twenty_mebibytes_is_more_than_a_call_may_carry() {
    limited("returns_20_mib", Limit::HostcallBytes);
}

#[test]
fn malformed_json_is_the_checkers_fault() {
    for name in ["malformed_json", "deep_json"] {
        let outcome = collect(name);
        assert!(matches!(outcome, Err(Error::Malformed(_))), "{name}");
    }
}

#[test]
fn a_crash_passes_on_the_last_words() {
    crashed("traps_in_collect", "no collection");
}

#[test]
fn a_crash_while_a_read_is_pending() {
    crashed("traps_while_reading", "crashing with a read in flight");
}

#[test]
fn the_environment_is_empty() {
    let collection = collect("uses_environment").unwrap().value;
    assert_eq!(collection.observation.as_str(), "0");
}

#[test]
fn instances_are_bounded() {
    let mut limits = Limits::default();
    limits.instances = 1;
    let guest = XMPP.clone().with_limits(limits);
    let outcome = runtime().unwrap().block_on(async {
        let context = Context::new(network());
        guest.collect(&context, &Options::new(), &[], None).await
    });
    assert_eq!(outcome.err(), Some(Error::Limit(Limit::Instances)));
}

#[test]
fn imports_that_the_world_does_not_offer_are_refused_by_name() {
    for (name, import) in [
        ("uses_files", "wasi:filesystem"),
        ("uses_sockets", "wasi:sockets"),
    ] {
        let component = bytes(name);
        assert!(String::from_utf8_lossy(&component).contains(import));
        match OTHERS.load(&component) {
            // The first import that there is not is named.
            Err(LoadError::Imports(why)) => assert!(why.contains("`wasi:"), "{why}"),
            other => panic!("{name}: {:?}", other.err()),
        }
    }
    let http = r#"(component (import "wasi:http/outgoing-handler@0.2.0" (instance
        (export "handle" (func)))))"#;
    let refused = OTHERS.load(&wat::parse_str(http).unwrap());
    assert!(
        matches!(refused, Err(LoadError::Imports(_))),
        "{:?}",
        refused.err()
    );
}

#[test]
fn what_is_not_a_checker_component_is_refused_for_what_it_is() {
    let load = |bytes: &[u8]| OTHERS.load(bytes).err();
    assert!(matches!(load(b""), Some(LoadError::NotWebAssembly)));
    assert!(matches!(
        load(b"#!/bin/sh"),
        Some(LoadError::NotWebAssembly)
    ));
    let module = wat::parse_str("(module)").unwrap();
    assert!(matches!(load(&module), Some(LoadError::NotAComponent)));
    let empty = wat::parse_str("(component)").unwrap();
    assert!(matches!(load(&empty), Some(LoadError::Exports(_))));
    let mut broken = bytes("endless_loop");
    broken.truncate(broken.len() / 2);
    assert!(matches!(load(&broken), Some(LoadError::Invalid(_))));
}

#[test]
fn precompiled_code_is_refused() {
    let elf = [b"\x7fELF".as_slice(), &[0; 100]].concat();
    assert!(matches!(OTHERS.load(&elf), Err(LoadError::Precompiled)));
}

async fn platform(name: &str) -> Result<Platform, BuildError> {
    let builder = Platform::builder(network()).checker(XMPP.clone());
    builder.checker(guest(name)).build().await
}

#[test]
fn lies_in_the_definition_are_refused_at_the_door() {
    for (name, why) in [
        ("definition_without_name", "identifier"),
        ("definition_of_another", "already"),
        ("definition_with_rules_twice", "twice"),
    ] {
        let refused = runtime().unwrap().block_on(platform(name)).err();
        match refused {
            Some(BuildError::InvalidDefinition(invalid)) => {
                assert!(invalid.to_string().contains(why), "{name}: {invalid}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    let refused = runtime()
        .unwrap()
        .block_on(platform("traps_in_definition"))
        .err();
    let trapped = matches!(refused, Some(BuildError::Definition(Error::Trap(_))));
    assert!(trapped, "{refused:?}");
}

fn check(name: &str) -> Outcome {
    runtime().unwrap().block_on(async {
        let platform = platform(name).await.unwrap();
        platform
            .check("hostile", Options::new(), &[])
            .await
            .unwrap()
    })
}

#[test]
fn malformed_states_are_an_error_of_the_check() {
    found(
        &check("malformed_states"),
        HOST_RULE,
        "failed",
        Status::Error,
    );
}

#[test]
fn states_of_undeclared_rules_are_left_out_and_told() {
    let outcome = check("states_of_other_rules");
    found(&outcome, "hostile.rule", "fine", Status::Ok);
    let state = found(&outcome, HOST_RULE, "failed", Status::Error);
    assert!(
        state.message.contains("does not declare"),
        "{}",
        state.message
    );
    assert!(
        !outcome
            .states
            .iter()
            .any(|state| state.rule.starts_with("xmpp."))
    );
}

#[test]
fn metrics_that_are_not_numbers_are_an_error_and_the_states_are_kept() {
    let outcome = check("metrics_that_are_not_numbers");
    found(&outcome, "hostile.rule", "fine", Status::Ok);
    found(&outcome, HOST_RULE, "failed", Status::Error);
}

#[test]
fn crashes_after_the_collection_lose_nothing_of_it() {
    let outcome = check("traps_afterwards");
    assert_eq!(outcome.observation.as_str(), "{}");
    // Evaluation, metrics and summary.
    assert_eq!(outcome.failures.len(), 3);
    assert!(
        outcome
            .failures
            .iter()
            .all(|failed| matches!(failed.error, Error::Trap(_)))
    );
    found(&outcome, HOST_RULE, "crash", Status::Error);
    let guest = guest("traps_afterwards");
    let evidence = Evidence {
        observation: &Json::parse("{}").unwrap(),
        related: &[],
        options: &Options::new(),
        judged_at: 0,
    };
    runtime().unwrap().block_on(async {
        let report = guest.report(evidence, &[]).await;
        assert!(matches!(report, Err(Error::Trap(_))), "{report:?}");
        let precheck = guest.precheck(&Options::new()).await;
        assert!(matches!(precheck, Err(Error::Trap(_))));
        assert_eq!(guest.definition().await.unwrap().id, "hostile");
    });
}

#[test]
fn a_limit_in_a_check_says_which() {
    let outcome = check("endless_loop");
    let state = found(&outcome, HOST_RULE, "cpu", Status::Error);
    assert!(
        state.message.contains("processor time"),
        "{}",
        state.message
    );
    // A library names no flag: how to raise it is for whoever runs it to say.
    let fix = state.meta().fix;
    assert!(fix.contains("\"cpu\"") && !fix.contains("--"), "{fix}");
}

#[test]
fn a_hog_does_not_keep_others_from_their_turn() {
    // On one thread, a guest that never gives the processor back and three
    // sound checks: those are done while it is still at it. In real time: the
    // virtual one stands still while anybody works.
    let mut limits = Limits::default();
    limits.cpu = Duration::from_secs(20);
    let hog = OTHERS
        .load(&bytes("endless_loop"))
        .unwrap()
        .with_limits(limits);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let context = Context::new(network());
        let hog = async {
            let outcome = hog.collect(&context, &Options::new(), &[], None).await;
            panic!("the hog was done first: {:?}", outcome.err());
        };
        let sound = async {
            for _ in 0..3 {
                let options = Options::new().with("domain", DOMAIN);
                let outcome = sound().await.check("xmpp", options, &[]).await;
                assert_eq!(endpoints(&outcome.unwrap()).len(), 8);
            }
        };
        tokio::select! {
            () = hog => {}
            () = sound => {}
        }
    });
}
