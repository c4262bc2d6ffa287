//! The result of a check.

use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::HOST_RULE;
use crate::engine::{Error, Limit};
use crate::model::{Definition, Entry, Evidence, Metric, Related, State, Status, Table};

/// Everything that came of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The checker's identifier.
    pub checker: String,
    /// Its version.
    pub version: String,
    /// The domain, where the options name one.
    pub domain: String,
    /// The options of the run.
    pub options: Value,
    /// The worst of the states.
    pub status: Status,
    /// When it began (RFC 3339).
    pub started_at: String,
    /// How long it took.
    pub duration: Duration,
    /// The verdicts.
    pub states: Vec<State>,
    /// The observation; null where there is none.
    pub observation: Value,
    /// The entries published.
    pub entries: Vec<Entry>,
    /// What sibling checkers saw of them.
    pub related: Vec<Related>,
    /// The observation in numbers.
    pub metrics: Vec<Metric>,
    /// The observation in tables.
    pub tables: Vec<Table>,
    /// Calls that gave no result and limits that were hit: what the states of
    /// [`HOST_RULE`](super::HOST_RULE) say, with its type.
    pub failures: Vec<Failed>,
}

/// A call that gave no result, or gave it with a limit hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The checker.
    pub checker: String,
    /// What happened.
    pub error: Error,
}

impl Outcome {
    pub(super) fn begin(definition: &Definition, options: &Value, started_at: i64) -> Self {
        let started_at = OffsetDateTime::from_unix_timestamp(started_at)
            .ok()
            .and_then(|at| at.format(&Rfc3339).ok());
        let domain = options.get("domain").and_then(Value::as_str);
        Self {
            checker: definition.id.clone(),
            version: definition.version.clone(),
            domain: domain.unwrap_or_default().to_owned(),
            options: options.clone(),
            status: Status::Unknown,
            started_at: started_at.unwrap_or_default(),
            duration: Duration::ZERO,
            states: Vec::new(),
            observation: Value::Null,
            entries: Vec::new(),
            related: Vec::new(),
            metrics: Vec::new(),
            tables: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Notes that a call of the checker gave no result.
    pub(super) fn fail(&mut self, error: &Error) {
        let (code, fix) = match error {
            // Depth of calls is not what an honest check runs out of.
            Error::Limit(limit @ Limit::Stack) => (
                limit.name(),
                "Report this to the author of the checker.".to_owned(),
            ),
            Error::Limit(limit) => (
                limit.name(),
                format!(
                    "Raise it (--limit {}=…) if the check really needs more.",
                    limit.name()
                ),
            ),
            Error::Trap(_) => (
                "crash",
                "Report this to the author of the checker.".to_owned(),
            ),
            _ => (
                "failed",
                "Report this to the author of the checker.".to_owned(),
            ),
        };
        let message = format!("The check could not be completed: {error}.");
        self.note(error.clone(), code, message, fix);
    }

    /// Notes a limit that was hit while there is a result all the same.
    pub(super) fn hit(&mut self, limit: Limit) {
        let message = format!(
            "The limit of {limit} was reached: the result is incomplete. What was learnt before \
             is kept."
        );
        let name = limit.name();
        let fix = format!("Raise it (--limit {name}=…) if the deployment really needs more.");
        self.note(Error::Limit(limit), name, message, fix);
    }

    /// A failure, and the state that says it.
    fn note(&mut self, error: Error, code: &str, message: String, fix: String) {
        self.failures.push(Failed {
            checker: self.checker.clone(),
            error,
        });
        self.states.push(State {
            status: Status::Error,
            rule: HOST_RULE.to_owned(),
            code: format!("{HOST_RULE}.{code}"),
            subject: None,
            message,
            meta: Some(json!({ "fix": fix })),
        });
    }

    pub(super) fn finish(&mut self, duration: Duration) {
        self.duration = duration;
        self.status = Status::worst(&self.states);
    }

    /// What the verdicts rest on.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            observation: &self.observation,
            related: &self.related,
            options: &self.options,
        }
    }

    /// The whole as one JSON document.
    pub fn to_json(&self) -> Value {
        json!({
            "checker": self.checker,
            "version": self.version,
            "domain": self.domain,
            "status": self.status,
            "started_at": self.started_at,
            "duration_ms": u64::try_from(self.duration.as_millis()).unwrap_or(u64::MAX),
            "states": self.states,
            "observation": self.observation,
            "entries": self.entries,
            "related": self.related,
            "metrics": self.metrics,
        })
    }
}
