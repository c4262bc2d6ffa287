//! The fuzz targets without the fuzzer: every seed and every finding of the
//! past, seeds with random damage, and bytes from nowhere.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::path::PathBuf;

use checker_fuzz::{TARGETS, Target};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// The inputs of a target, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let mut inputs: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.display().to_string(), std::fs::read(&path).unwrap())
        })
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn every_seed_and_every_past_finding_holds() {
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        assert!(inputs.len() > 4, "{name} has no corpus");
        for (path, input) in inputs {
            assert!(
                std::panic::catch_unwind(|| target(&input)).is_ok(),
                "{path}"
            );
        }
    }
}

/// A form that has moved on must not leave a corpus behind that says nothing.
#[test]
fn the_seeds_of_judgement_are_observations_of_both_checkers() {
    let seeds = corpus("judgement");
    let seeds = seeds.iter().filter(|(path, _)| path.ends_with(".json"));
    let mut of_tls = 0;
    for (path, seed) in seeds {
        let document: serde_json::Value = serde_json::from_slice(seed).unwrap();
        let seen = document["observation"].clone();
        let seen = serde_json::from_value::<checker_xmpp_plugin::observation::Observation>(seen);
        assert!(seen.is_ok(), "{path}: {}", seen.unwrap_err());
        let seen = document["tls_probes"].clone();
        let seen = serde_json::from_value::<checker_tls_plugin::observation::Observation>(seen);
        of_tls += usize::from(seen.is_ok());
    }
    assert!(of_tls >= 8, "{of_tls}");
}

/// An input with some bytes changed, taken out or put in.
fn damaged(target: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let inputs = corpus(target);
    let damage = vec((any::<Index>(), any::<u8>(), 0..3u8), 0..12);
    (any::<Index>(), damage).prop_map(move |(which, damage)| {
        let (_, mut input) = which.get(&inputs).clone();
        for (at, byte, how) in damage {
            if input.is_empty() {
                break;
            }
            let at = at.index(input.len());
            match how {
                0 => input[at] = byte,
                1 => {
                    input.remove(at);
                }
                _ => input.insert(at, byte),
            }
        }
        input
    })
}

fn holds(target: Target, inputs: impl Strategy<Value = Vec<u8>>) {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&inputs, |input| {
            target(&input);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_stream_reader_gives_the_same_events_however_the_bytes_are_cut() {
    holds(checker_fuzz::stream, damaged("stream"));
    holds(checker_fuzz::stream, vec(any::<u8>(), 0..600));
}

#[test]
fn features_headers_and_errors_are_read_without_panic() {
    holds(checker_fuzz::features, damaged("features"));
}

#[test]
fn dns_answers_lead_to_a_bounded_plan() {
    holds(checker_fuzz::dns, damaged("dns"));
    holds(checker_fuzz::dns, vec(any::<u8>(), 0..600));
}

#[test]
fn certificates_are_read_without_panic() {
    holds(checker_fuzz::certificate, damaged("certificate"));
    holds(checker_fuzz::certificate, vec(any::<u8>(), 0..600));
}

#[test]
fn a_damaged_observation_is_judged_by_every_rule_and_shown() {
    holds(checker_fuzz::judgement, damaged("judgement"));
}

/// JSON values of the kinds that an observation is made of.
fn value() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u16>().prop_map(Into::into),
        ".{0,40}".prop_map(Into::into),
        "(c2s|s2s|found|no-data|starttls|direct-tls|<script>|PLAIN)".prop_map(Into::into),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
    ]
}

/// Replaces the value at the `at`-th place of a document, depth first.
fn replace(document: &mut serde_json::Value, at: &mut usize, new: &serde_json::Value) {
    if *at == 0 {
        *document = new.clone();
    }
    *at = at.wrapping_sub(1);
    match document {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| replace(item, at, new)),
        serde_json::Value::Object(members) => members
            .iter_mut()
            .for_each(|(_, member)| replace(member, at, new)),
        _ => {}
    }
}

#[test]
fn an_observation_with_other_values_is_judged_by_every_rule_and_shown() {
    let inputs: Vec<serde_json::Value> = corpus("judgement")
        .iter()
        .filter_map(|(_, input)| serde_json::from_slice(input).ok())
        .collect();
    let changes = vec((0..1_500usize, value()), 1..4);
    let documents = (any::<Index>(), changes).prop_map(move |(which, changes)| {
        let mut document = which.get(&inputs).clone();
        for (mut at, new) in changes {
            replace(&mut document, &mut at, &new);
        }
        document.to_string().into_bytes()
    });
    holds(checker_fuzz::judgement, documents);
}
