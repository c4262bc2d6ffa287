//! One line for a monitoring system: status, text and performance data; the
//! problems as long output below it.

use std::fmt::Write;

use super::printable;
use crate::model::{Metric, State, Status};
use crate::platform::Outcome;

/// Renders the outcome as a monitoring plugin does.
pub(super) fn render(outcome: &Outcome) -> String {
    let mut states: Vec<&State> = outcome.states.iter().collect();
    states.sort_by_key(|state| std::cmp::Reverse(state.status));
    let word = match outcome.status {
        Status::Ok | Status::Info => "OK",
        Status::Warn => "WARNING",
        Status::Crit => "CRITICAL",
        Status::Unknown | Status::Error => "UNKNOWN",
    };
    let problems: Vec<&&State> = states
        .iter()
        .filter(|state| state.status >= Status::Warn)
        .collect();
    let text = match problems.as_slice() {
        [] => "nothing to mend".to_owned(),
        [only] => only.message.clone(),
        [first, rest @ ..] => format!("{} (and {} more)", first.message, rest.len()),
    };
    let mut page = format!(
        "XMPP {word} - {}: {} | {}\n",
        clean(&outcome.domain),
        clean(&text),
        performance(outcome)
    );
    for state in states.iter().filter(|state| state.status > Status::Ok) {
        let _ = writeln!(
            page,
            "[{}] {}: {}",
            state.status,
            clean(&state.rule),
            clean(&state.message)
        );
        if let Some(fix) = state.fix() {
            let _ = writeln!(page, "  fix: {}", clean(fix));
        }
    }
    page
}

/// The pipe separates text from performance data.
fn clean(text: &str) -> String {
    printable(text).replace('|', "¦")
}

fn performance(outcome: &Outcome) -> String {
    let sum = |name: &str| -> f64 {
        let matching = outcome
            .metrics
            .iter()
            .filter(|metric: &&Metric| metric.name == name);
        matching.map(|metric| metric.value).sum()
    };
    let soonest = outcome
        .metrics
        .iter()
        .filter(|metric| metric.name == "xmpp_tls_certificate_remaining_seconds")
        .map(|metric| metric.value)
        .fold(f64::INFINITY, f64::min);
    let mut data = format!(
        "time={:.3}s;;;0 endpoints={};;;0 endpoints_up={};;;0",
        outcome.duration.as_secs_f64(),
        sum("xmpp_endpoints"),
        sum("xmpp_endpoints_up"),
    );
    if soonest.is_finite() {
        let _ = write!(data, " certificate_remaining={soonest:.0}s");
    }
    data
}
