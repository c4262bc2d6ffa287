//! A stored observation, judged and shown.

use std::collections::BTreeSet;
use std::fmt::Debug;

use checker_kit::checker::{Evidence, Guest, Summary};
use checker_kit::contract::{Related, State};
use checker_kit::shared::tls_probes;
use checker_kit::{Checker, Component};
use checker_tls_plugin::Tls;
use checker_xmpp_plugin::Xmpp;
use checker_xmpp_plugin::observation::Observation;
use serde_json::Value;

/// The moment for which it is judged where the input does not say.
const NOW: i64 = 1_768_478_400;

/// Any observation that parses is judged by every rule, summed up, shown as a
/// page without script, and counted in finite numbers: by the XMPP checker, and
/// what the TLS checker saw by that.
///
/// The input is one JSON object with the members `observation`, `tls_probes`
/// and `judged_at`, or an observation alone.
#[expect(clippy::missing_panics_doc, reason = "that is what a target is for")]
pub fn judgement(data: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let judged_at = document["judged_at"].as_i64().unwrap_or(NOW);
    let of_tls = document.get("tls_probes").map(Value::to_string);
    let evidence = |observation: String, related: Vec<Related>| Evidence {
        observation,
        related,
        options: "{}".to_owned(),
        judged_at,
    };
    let related = of_tls.iter().map(|data| Related {
        checker: "tls".to_owned(),
        key: tls_probes::KEY.to_owned(),
        data: data.clone(),
        collected_at: 0,
        ref_: String::new(),
    });
    let observation = document.get("observation").unwrap_or(&document);
    let of_xmpp = evidence(observation.to_string(), related.collect());
    if holds::<Xmpp>(&of_xmpp) {
        let Ok(observation) = serde_json::from_value::<Observation>(observation.clone()) else {
            panic!("it was judged and cannot be read");
        };
        written_and_read_again(&observation);
    }
    if let Some(of_tls) = of_tls {
        holds::<Tls>(&evidence(of_tls, Vec::new()));
    }
}

/// What holds of everything that a checker makes of this evidence; false where
/// it is none of its own.
fn holds<C: Checker>(evidence: &Evidence) -> bool {
    let Ok(states) = Component::<C>::evaluate(evidence.clone(), Vec::new()) else {
        return false;
    };
    for rule in C::RULES {
        let mut of_rule = states.iter().filter(|state| state.rule == rule.name);
        assert!(of_rule.next().is_some(), "{} gives no state", rule.name);
    }
    for state in &states {
        assert!(!state.message.is_empty());
        assert!(state.code.starts_with(&state.rule));
        assert!(
            !state.message.contains(char::is_control),
            "{:?}",
            state.message
        );
    }
    let Ok(summary) = Component::<C>::summarize(evidence.clone(), states.clone()) else {
        panic!("no summary");
    };
    sums_up(&summary, &states);
    let definition = Component::<C>::definition();
    let classes = definition.classes.iter();
    let mut classes = classes.map(|class| class.name.as_str());
    assert!(
        classes.any(|class| class == summary.class),
        "{}",
        summary.class
    );
    if definition.has_report {
        let Ok(page) = Component::<C>::report(evidence.clone(), states.clone()) else {
            panic!("no page");
        };
        well_formed(&page);
    }
    let Ok(metrics) = Component::<C>::metrics(evidence.clone(), states) else {
        panic!("no metrics");
    };
    for metric in metrics {
        assert!(metric.value.is_finite(), "{}", metric.name);
    }
    restated_once_for_all::<C>(evidence);
    true
}

/// What the contract promises of a summary.
fn sums_up(summary: &Summary, states: &[State]) {
    let mut causes = BTreeSet::new();
    let mut held = BTreeSet::new();
    for problem in &summary.problems {
        assert!(causes.insert(&problem.cause), "{} twice", problem.cause);
        for position in &problem.states {
            assert!((*position as usize) < states.len());
            held.insert(*position);
        }
    }
    for (position, state) in (0u32..).zip(states) {
        assert!(
            state.cause.is_none() || held.contains(&position),
            "{state:?}"
        );
    }
    for table in &summary.tables {
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.columns.len(), "{}", table.title);
        }
    }
    for gauge in &summary.gauges {
        assert!(gauge.value.is_finite(), "{}", gauge.name);
    }
    match serde_json::from_str(&summary.facts) {
        Ok(Value::Object(facts)) => {
            assert!(!facts.values().any(Value::is_object), "{}", summary.facts);
        }
        other => panic!("facts that are no object: {other:?}"),
    }
}

/// Restated for the same moment once more, it reads the same.
fn restated_once_for_all<C: Checker>(evidence: &Evidence) {
    let Ok(restated) = Component::<C>::restate(evidence.clone()) else {
        panic!("it was judged and cannot be restated");
    };
    let again = Evidence {
        observation: restated.clone(),
        ..evidence.clone()
    };
    assert!(matches!(Component::<C>::restate(again), Ok(text) if text == restated));
}

/// The page begins and ends as one document and nothing of the input made it
/// into markup.
fn well_formed(page: &str) {
    assert!(page.trim_start().starts_with("<!DOCTYPE html>"));
    assert!(page.trim_end().ends_with("</html>"));
    let lower = page.to_ascii_lowercase();
    assert!(!lower.contains("<script"));
    assert_eq!(lower.matches("<html").count(), 1);
    assert_eq!(lower.matches("</body>").count(), 1);
}

/// Serialising and reading gives the same value.
pub(crate) fn written_and_read_again<T>(value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug,
{
    let text = serde_json::to_string(value);
    let Ok(text) = text else {
        panic!("cannot be written: {value:?}");
    };
    match serde_json::from_str::<T>(&text) {
        Ok(read) => assert_eq!(*value, read),
        Err(error) => panic!("cannot be read again: {error}: {text}"),
    }
}
