//! Counters of the process, for Prometheus.

use std::time::Duration;

use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
};

use super::runs::Source;
use crate::engine::{Error, Limit};

/// Upper bounds of the histogram, in seconds.
const BUCKETS: [f64; 12] = [
    0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0,
];

/// The counters of the process.
pub(super) struct Telemetry {
    registry: Registry,
    checks: IntCounterVec,
    durations: HistogramVec,
    running: IntGaugeVec,
    waiting: IntGauge,
    requests: IntCounterVec,
    traps: IntCounterVec,
    limits: IntCounterVec,
}

impl Telemetry {
    pub(super) fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let counter = |name: &str, help: &str, labels: &[&str]| {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counter.clone()))?;
            prometheus::Result::Ok(counter)
        };
        let checks = counter(
            "checker_checks_total",
            "Checks and collections that ended, by how.",
            &["checker", "kind", "outcome"],
        )?;
        let requests = counter(
            "checker_requests_total",
            "Requests for a check by how they came to one: new, shared, kept or rejected.",
            &["origin"],
        )?;
        let traps = counter(
            "checker_component_traps_total",
            "Calls of a component that crashed.",
            &["checker"],
        )?;
        let limits = counter(
            "checker_limits_hit_total",
            "Limits of the host that a component ran into.",
            &["checker", "limit"],
        )?;
        let durations = HistogramVec::new(
            HistogramOpts::new(
                "checker_check_duration_seconds",
                "How long checks and collections took.",
            )
            .buckets(BUCKETS.to_vec()),
            &["checker", "kind"],
        )?;
        registry.register(Box::new(durations.clone()))?;
        let running = IntGaugeVec::new(
            Opts::new("checker_checks_running", "Checks in progress."),
            &["checker"],
        )?;
        registry.register(Box::new(running.clone()))?;
        let waiting = IntGauge::new("checker_checks_waiting", "Checks that wait for a permit.")?;
        registry.register(Box::new(waiting.clone()))?;
        let build = IntGaugeVec::new(
            Opts::new("checker_build_info", "Always 1; the version is a label."),
            &["version"],
        )?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(build))?;
        // Memory, processor time and descriptors, where the system tells.
        #[cfg(target_os = "linux")]
        registry.register(Box::new(
            prometheus::process_collector::ProcessCollector::for_self(),
        ))?;
        Ok(Self {
            registry,
            checks,
            durations,
            running,
            waiting,
            requests,
            traps,
            limits,
        })
    }

    /// Everything that is counted.
    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Sets how many checks wait for a permit.
    pub(super) fn waiting(&self, count: usize) {
        self.waiting.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Counts where the run that answers a request comes from.
    pub(super) fn source(&self, source: Source) {
        let word = match source {
            Source::New => "new",
            Source::Shared => "shared",
            Source::Kept => "kept",
        };
        self.requests.with_label_values(&[word]).inc();
    }

    /// Counts a request that was sent away.
    pub(super) fn rejected(&self) {
        self.requests.with_label_values(&["rejected"]).inc();
    }

    /// Counts a run that begins.
    pub(super) fn begins(&self, checker: &str) {
        self.running.with_label_values(&[checker]).inc();
    }

    /// Counts a run that ends, and how.
    pub(super) fn ends(&self, checker: &str, kind: &str, outcome: &str, took: Duration) {
        self.checks
            .with_label_values(&[checker, kind, outcome])
            .inc();
        self.durations
            .with_label_values(&[checker, kind])
            .observe(took.as_secs_f64());
        self.running.with_label_values(&[checker]).dec();
    }

    /// Counts a call that gave no result, or gave it with a limit hit.
    pub(super) fn error(&self, checker: &str, error: &Error) {
        match error {
            Error::Trap(_) => self.traps.with_label_values(&[checker]).inc(),
            Error::Limit(limit) => self.limit(checker, *limit),
            _ => {}
        }
    }

    /// Counts a limit that was hit.
    pub(super) fn limit(&self, checker: &str, limit: Limit) {
        self.limits
            .with_label_values(&[checker, limit.name()])
            .inc();
    }
}
