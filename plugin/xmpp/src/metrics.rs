//! The observation in numbers, with Prometheus names and base units.

mod endpoints;
mod metric;
mod states;

use checker_kit::contract::{Metric, State};

use crate::case::Case;
use metric::{metric, seconds};

/// All metrics. Label values are addresses, ports and the words of this
/// program: nothing that a peer can make up.
pub fn metrics(case: &Case, states: &[State]) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = case
        .observation
        .endpoints
        .iter()
        .flat_map(|endpoint| endpoints::of(case, endpoint))
        .collect();
    metrics.extend(endpoints::counts(case));
    metrics.extend(states::of(states));
    metrics.push(metric(
        "xmpp_collect_duration_seconds",
        seconds(case.observation.duration_micros),
        &[],
    ));
    metrics
}

#[cfg(test)]
mod tests;
