//! Counts a run from its beginning to its end, and logs it.

use std::sync::Arc;
use std::time::Instant;

use super::telemetry::Telemetry;
use crate::engine::Limit;
use crate::platform::{CheckError, Outcome};

/// The most characters of a subject that are logged.
const MAX_SUBJECT: usize = 255;

/// The kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A collection.
    Collect,
    /// A whole check.
    Check,
}

/// How a run ended.
pub(super) enum Ending<'a> {
    Collected(&'a [Limit]),
    Checked(&'a Outcome),
    Failed(&'a CheckError),
}

/// A run to be counted.
pub(super) struct Watched {
    telemetry: Arc<Telemetry>,
    kind: Kind,
    checker: String,
    subject: String,
}

/// A run that is being counted. Dropped without an ending it was cancelled.
pub(super) struct Watch {
    watched: Watched,
    started: Instant,
    ended: bool,
}

impl Kind {
    /// The word for it.
    fn word(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Check => "check",
        }
    }
}

impl Watched {
    pub(super) fn new(
        telemetry: &Arc<Telemetry>,
        kind: Kind,
        checker: &str,
        subject: &str,
    ) -> Self {
        Self {
            telemetry: telemetry.clone(),
            kind,
            checker: checker.to_owned(),
            subject: subject.chars().take(MAX_SUBJECT).collect(),
        }
    }

    pub(super) fn begin(self) -> Watch {
        self.telemetry.begins(&self.checker);
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
                for limit in *limits {
                    telemetry.limit(checker, *limit);
                }
                self.finish("collected", None);
            }
            Ending::Checked(outcome) => {
                for failed in &outcome.failures {
                    telemetry.error(&failed.checker, &failed.error);
                }
                self.finish(outcome.status.word(), None);
            }
            Ending::Failed(CheckError::Call(error)) => {
                telemetry.error(checker, error);
                self.finish("failed", Some(error.to_string()));
            }
            Ending::Failed(error) => self.finish("refused", Some(error.to_string())),
        }
    }

    fn finish(&self, outcome: &str, error: Option<String>) {
        let Watched {
            telemetry,
            kind,
            checker,
            subject,
        } = &self.watched;
        let (kind, took) = (kind.word(), self.started.elapsed());
        telemetry.ends(checker, kind, outcome, took);
        let duration_ms = (took.as_secs_f64() * 1000.0).round();
        match error {
            None => tracing::info!(checker, kind, subject, outcome, duration_ms, "check"),
            Some(error) => {
                tracing::warn!(checker, kind, subject, outcome, duration_ms, error, "check");
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
