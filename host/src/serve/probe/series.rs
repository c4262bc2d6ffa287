//! A check as metrics.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use prometheus::{Gauge, GaugeVec, Opts, Registry};

use crate::model::{Metric, Status};
use crate::platform::Outcome;

/// The outcome, or that there was none in time, and how long that took.
pub(super) fn described(outcome: Option<&Outcome>, took: Duration) -> prometheus::Result<Registry> {
    let registry = Registry::new();
    let gauge = |name: &str, help: &str, value: f64| {
        let gauge = Gauge::new(name, help)?;
        gauge.set(value);
        registry.register(Box::new(gauge))
    };
    let success = outcome
        .is_some_and(|outcome| matches!(outcome.status, Status::Ok | Status::Info | Status::Warn));
    gauge(
        "probe_success",
        "Whether the check was made and nothing is broken now (worst status warn).",
        f64::from(u8::from(success)),
    )?;
    gauge(
        "probe_duration_seconds",
        "How long the probe took.",
        took.as_secs_f64(),
    )?;
    gauge(
        "probe_timed_out",
        "Whether the check was given up because the scrape's time was over.",
        f64::from(u8::from(outcome.is_none())),
    )?;
    let metrics = outcome.map_or(&[][..], |outcome| &outcome.metrics);
    let mut families: BTreeMap<&str, Vec<&Metric>> = BTreeMap::new();
    for metric in metrics {
        families.entry(&metric.name).or_default().push(metric);
    }
    for (name, metrics) in families {
        add_family(&registry, name, &metrics)?;
    }
    Ok(registry)
}

/// One family. A component's word is not taken for it that names are valid or
/// that a label set comes once: what does not fit is left out.
fn add_family(registry: &Registry, name: &str, metrics: &[&Metric]) -> prometheus::Result<()> {
    let labels: BTreeSet<&str> = metrics
        .iter()
        .flat_map(|metric| metric.labels.keys().map(String::as_str))
        .collect();
    let labels: Vec<&str> = labels.into_iter().collect();
    let help = metrics
        .iter()
        .map(|metric| metric.description.as_str())
        .find(|text| !text.is_empty())
        .unwrap_or("Undocumented.");
    let Ok(family) = GaugeVec::new(Opts::new(name, help), &labels) else {
        return Ok(());
    };
    for metric in metrics {
        let values: Vec<&str> = labels
            .iter()
            .map(|label| metric.labels.get(*label).map_or("", String::as_str))
            .collect();
        family.with_label_values(&values).set(metric.value);
    }
    registry.register(Box::new(family))
}
