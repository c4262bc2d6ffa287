//! `/metrics` about the process, and one line of log for each check.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TEXT_FORMAT, TextEncoder,
};

use super::desk::Origin;
use super::service::{Shared, seconds_since};
use crate::engine::{Error, Limit};
use crate::platform::{CheckError, Outcome};

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

/// How a run ended.
pub(super) enum Ending<'a> {
    Collected(&'a [Limit]),
    Checked(&'a Outcome),
    Refused(&'a CheckError),
    Failed(&'a Error),
}

/// A run to be counted.
pub(super) struct Watched {
    telemetry: Arc<Telemetry>,
    kind: &'static str,
    checker: String,
    target: String,
}

/// A run that is being counted. Dropped without an ending it was cancelled.
pub(super) struct Watch {
    watched: Watched,
    started: Instant,
    ended: bool,
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
        let waiting = IntGauge::new("checker_checks_waiting", "Checks that wait for a place.")?;
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

    /// Counts how a request came to its run.
    pub(super) fn origin(&self, origin: Origin) {
        let word = match origin {
            Origin::New => "new",
            Origin::Shared => "shared",
            Origin::Kept => "kept",
        };
        self.requests.with_label_values(&[word]).inc();
    }

    /// Counts a request that was sent away.
    pub(super) fn rejected(&self) {
        self.requests.with_label_values(&["rejected"]).inc();
    }

    fn error(&self, checker: &str, error: &Error) {
        match error {
            Error::Trap(_) => self.traps.with_label_values(&[checker]).inc(),
            Error::Limit(limit) => self.limit(checker, *limit),
            _ => {}
        }
    }

    fn limit(&self, checker: &str, limit: Limit) {
        self.limits
            .with_label_values(&[checker, limit.name()])
            .inc();
    }
}

impl Watched {
    pub(super) fn new(
        telemetry: &Arc<Telemetry>,
        kind: &'static str,
        checker: &str,
        target: &str,
    ) -> Self {
        Self {
            telemetry: telemetry.clone(),
            kind,
            checker: checker.to_owned(),
            target: target.chars().take(255).collect(),
        }
    }

    pub(super) fn begin(self) -> Watch {
        self.telemetry
            .running
            .with_label_values(&[&self.checker])
            .inc();
        Watch {
            watched: self,
            started: Instant::now(),
            ended: false,
        }
    }
}

impl Watch {
    pub(super) fn end(mut self, ending: &Ending<'_>) {
        self.ended = true;
        let Watched {
            telemetry, checker, ..
        } = &self.watched;
        match ending {
            Ending::Collected(limits) => {
                limits
                    .iter()
                    .for_each(|limit| telemetry.limit(checker, *limit));
                self.finish("collected", None);
            }
            Ending::Checked(outcome) => {
                for failure in &outcome.failures {
                    telemetry.error(&failure.checker, &failure.error);
                }
                self.finish(outcome.status.word(), None);
            }
            Ending::Refused(error) => self.finish("refused", Some(error.to_string())),
            Ending::Failed(error @ Error::InvalidOption { .. }) => {
                self.finish("refused", Some(error.to_string()));
            }
            Ending::Failed(error) => {
                telemetry.error(checker, error);
                self.finish("failed", Some(error.to_string()));
            }
        }
    }

    fn finish(&self, outcome: &str, error: Option<String>) {
        let Watched {
            telemetry,
            kind,
            checker,
            target,
        } = &self.watched;
        let seconds = seconds_since(self.started);
        let labels = [checker.as_str(), kind];
        telemetry
            .checks
            .with_label_values(&[checker.as_str(), kind, outcome])
            .inc();
        telemetry
            .durations
            .with_label_values(&labels)
            .observe(seconds);
        telemetry.running.with_label_values(&[checker]).dec();
        let duration_ms = (seconds * 1000.0).round();
        match error {
            None => tracing::info!(checker, kind, target, outcome, duration_ms, "check"),
            Some(error) => {
                tracing::warn!(checker, kind, target, outcome, duration_ms, error, "check");
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.ended {
            self.finish("cancelled", None);
        }
    }
}

/// `GET /metrics`.
pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let telemetry = &shared.telemetry;
    telemetry
        .waiting
        .set(i64::try_from(shared.slots.waiting()).unwrap_or(i64::MAX));
    text(&telemetry.registry)
}

/// A registry in the text format of Prometheus.
pub(super) fn text(registry: &Registry) -> impl IntoResponse + use<> {
    let mut body = Vec::new();
    // Writing into memory does not fail.
    let _ = TextEncoder::new().encode(&registry.gather(), &mut body);
    ([(CONTENT_TYPE, TEXT_FORMAT)], body)
}
