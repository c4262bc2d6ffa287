//! Verdicts in numbers.

use checker_kit::contract::{Metric, State, Status};
use checker_kit::state::{overall, severity};

use super::metric::metric;

/// The worst status of each rule, in their order, and of all.
pub(super) fn of(states: &[State]) -> Vec<Metric> {
    let mut rules: Vec<&str> = Vec::new();
    for state in states {
        if !rules.contains(&state.rule.as_str()) {
            rules.push(&state.rule);
        }
    }
    let mut metrics: Vec<Metric> = rules
        .into_iter()
        .map(|rule| {
            let of_rule = states.iter().filter(|state| state.rule == rule);
            let worst = overall(of_rule.map(|state| state.status));
            let labels = [("rule", rule.to_owned())];
            metric("xmpp_rule_status", number(worst), &labels)
        })
        .collect();
    if !states.is_empty() {
        let worst = overall(states.iter().map(|state| state.status));
        metrics.push(metric("xmpp_status", number(worst), &[]));
    }
    metrics
}

fn number(status: Status) -> f64 {
    f64::from(severity(status))
}
