//! A stored observation, judged and shown.

use std::fmt::Debug;

use checker_kit::contract::{Related, Status};
use checker_xmpp_plugin::observation::Observation;
use checker_xmpp_plugin::related::TlsFindings;
use checker_xmpp_plugin::rules::{ALL, Case, evaluate};
use checker_xmpp_plugin::{metrics, report, summary};
use serde_json::Value;

/// Any observation that parses is judged by every rule, shown as a page
/// without script, and counted in finite numbers.
///
/// The input is one JSON object with the members `observation` and
/// `tls_probes`, or an observation alone.
#[expect(clippy::missing_panics_doc, reason = "that is what a target is for")]
pub fn judgement(data: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let inner = document.get("observation").unwrap_or(&document);
    let Ok(observation) = serde_json::from_value::<Observation>(inner.clone()) else {
        return;
    };
    let related: Vec<Related> = document
        .get("tls_probes")
        .map(|data| Related {
            checker: "tls".to_owned(),
            key: "tls_probes".to_owned(),
            data: data.to_string(),
            collected_at: 0,
            ref_: String::new(),
        })
        .into_iter()
        .collect();
    let tls = TlsFindings::read(&observation, &related);
    let case = Case {
        observation: &observation,
        tls: &tls,
    };
    let states = evaluate(&case, &[]);
    for rule in &ALL {
        let mut of_rule = states.iter().filter(|state| state.rule == rule.name);
        assert!(of_rule.next().is_some(), "{} gives no state", rule.name);
    }
    for state in &states {
        assert!(!state.message.is_empty());
        assert!(state.code.starts_with(&state.rule));
        assert!(
            state.status as u8 <= Status::Error as u8 && !state.message.contains(char::is_control),
            "{:?}",
            state.message
        );
    }
    let Ok(page) = report::render(&observation, &tls, &states) else {
        panic!("no page");
    };
    well_formed(&page);
    for metric in metrics::metrics(&observation, &tls, &states) {
        assert!(metric.value.is_finite(), "{}", metric.name);
    }
    for table in summary::tables(&observation) {
        for row in table.rows {
            assert_eq!(row.cells.len(), table.columns.len(), "{}", table.title);
        }
    }
    written_and_read_again(&observation);
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
