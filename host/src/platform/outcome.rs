//! The result of a check.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::look::Collected;
use super::siblings::Seen;
use crate::engine::{Error, Limit};
use crate::model::{
    Definition, Entry, Evidence, Json, Meta, Metric, Options, Related, State, Status, Summary,
    milliseconds, moment,
};

/// The rule under which the host reports on itself.
pub const HOST_RULE: &str = "host.limits";

const TELL_THE_AUTHOR: &str = "Report this to the author of the checker.";

/// Everything that came of a check. As a document it can be stored, and judged
/// again later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Outcome {
    /// The checker's identifier.
    pub checker: String,
    /// Its version.
    pub version: String,
    /// The thing that was checked, as the options name it.
    #[serde(rename = "domain")]
    pub subject: String,
    /// The overall status of the states.
    pub status: Status,
    /// When it began (RFC 3339).
    pub started_at: String,
    /// How long it took.
    #[serde(rename = "duration_ms", with = "milliseconds")]
    #[cfg_attr(test, schemars(with = "u64"))]
    pub duration: Duration,
    /// The moment for which it was judged, in seconds since
    /// 1970-01-01T00:00:00Z; RFC 3339 in the document.
    #[serde(default, with = "moment")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub judged_at: i64,
    /// The options of the check, secret ones left out.
    #[serde(default)]
    pub options: Options,
    /// The verdicts: the checker's, then the host's.
    #[serde(default)]
    pub states: Vec<State>,
    /// What every output for people needs. Its problems hold every state that
    /// has a cause, also where the checker gave no summary.
    #[serde(default)]
    pub summary: Summary,
    /// The observation; null where there is none.
    pub observation: Json,
    /// The entries published.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// What sibling checkers saw of them.
    #[serde(default)]
    pub related: Vec<Related>,
    /// The observation in numbers.
    #[serde(default)]
    pub metrics: Vec<Metric>,
    /// Calls that gave no result and limits that were hit: what the states of
    /// [`HOST_RULE`] say, with its type. Not part of the document.
    #[serde(skip)]
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

/// A document that is no outcome, and why.
#[derive(Debug, thiserror::Error)]
#[error("not the result of a check: {0}")]
pub struct NotAnOutcome(#[from] serde_json::Error);

impl Outcome {
    pub(super) fn begin(definition: &Definition, options: &Options, started_at: i64) -> Self {
        let subject = definition.subject_option.as_deref();
        let subject = subject.and_then(|id| options.get(id));
        Self {
            checker: definition.id.clone(),
            version: definition.version.clone(),
            subject: subject.map(words).unwrap_or_default(),
            status: Status::Unknown,
            started_at: moment::format(started_at),
            duration: Duration::ZERO,
            judged_at: started_at,
            options: options.without_secrets(definition),
            states: Vec::new(),
            summary: Summary::default(),
            observation: Json::null(),
            entries: Vec::new(),
            related: Vec::new(),
            metrics: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// What a stored outcome rests on, to be judged by another version for
    /// another moment.
    pub(super) fn again(&self, definition: &Definition, judged_at: i64) -> Self {
        let of_host = |state: &&State| state.rule == HOST_RULE;
        Self {
            version: definition.version.clone(),
            judged_at,
            states: self.states.iter().filter(of_host).cloned().collect(),
            summary: Summary::default(),
            metrics: Vec::new(),
            failures: Vec::new(),
            ..self.clone()
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Where the text is something else.
    pub fn from_json(text: &str) -> Result<Self, NotAnOutcome> {
        let mut outcome: Self = serde_json::from_str(text)?;
        // One that does not say for when was judged when it was made.
        if outcome.judged_at == 0 {
            outcome.judged_at = moment::parse(&outcome.started_at).unwrap_or_default();
        }
        Ok(outcome)
    }

    /// The whole as one JSON document, on one line.
    pub fn to_json(&self) -> String {
        // All of it has a form in JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What the verdicts rest on.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            observation: &self.observation,
            related: &self.related,
            options: &self.options,
            judged_at: self.judged_at,
        }
    }

    /// Takes over what was seen.
    pub(super) fn keep(&mut self, collected: Collected) {
        self.observation = collected.observation;
        self.entries = collected.entries;
        for limit in collected.limits_hit {
            let message = format!(
                "The limit of {limit} was reached: the result is incomplete. What was learnt \
                 before is kept."
            );
            self.note(&self.checker.clone(), Error::Limit(limit), message);
        }
    }

    /// Takes over what siblings saw. What they could not see is told, since
    /// nothing must look better for not being known.
    pub(super) fn see(&mut self, seen: Vec<Seen>) {
        for seen in seen {
            let sibling = seen.related.checker.clone();
            for limit in seen.limits_hit {
                let message = format!(
                    "The limit of {limit} was reached by the checker \"{sibling}\": its part of \
                     the result is incomplete."
                );
                self.note(&sibling, Error::Limit(limit), message);
            }
            if let Some(error) = seen.error {
                let entries = seen.entries;
                let message = format!(
                    "The checker \"{sibling}\" could not look at what was found for it \
                     ({entries} in number): {error}. Its part of the result is missing."
                );
                self.note(&sibling, error, message);
            }
            self.related.push(seen.related);
        }
    }

    /// Notes that a call of the checker gave no result.
    pub(super) fn fail(&mut self, error: &Error) {
        let message = format!("The check could not be completed: {error}.");
        self.note(&self.checker.clone(), error.clone(), message);
    }

    /// A failure, and the state that says it.
    fn note(&mut self, checker: &str, error: Error, message: String) {
        let code = match &error {
            Error::Limit(limit) => limit.name(),
            Error::Trap(_) => "crash",
            _ => "failed",
        };
        let code = format!("{HOST_RULE}.{code}");
        let meta = Meta {
            fix: remedy(&error),
            ..Meta::default()
        };
        self.states.push(State {
            status: Status::Error,
            rule: HOST_RULE.to_owned(),
            cause: Some(code.clone()),
            code,
            subject: None,
            message,
            meta: Json::of(&meta).ok(),
        });
        self.failures.push(Failed {
            checker: checker.to_owned(),
            error,
        });
    }
}

fn remedy(error: &Error) -> String {
    match error {
        // Depth of calls is not what an honest check runs out of.
        Error::Limit(Limit::Stack) => format!("{TELL_THE_AUTHOR} {}", raise(Limit::Stack)),
        Error::Limit(limit) => raise(*limit),
        _ => TELL_THE_AUTHOR.to_owned(),
    }
}

fn raise(limit: Limit) -> String {
    let name = limit.name();
    format!("Raise the limit \"{name}\" if the check really needs more.")
}

/// A value as people write it.
fn words(value: &Json) -> String {
    value.text().unwrap_or_else(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::member::tests::definition;

    fn outcome() -> Outcome {
        let mut definition = definition("a");
        definition.options.push(crate::model::OptionField {
            secret: true,
            ..definition.options[0].clone()
        });
        definition.options[1].id = "token".into();
        let options = Options::new()
            .with("domain", "example.org")
            .with("token", "geheim");
        let mut outcome = Outcome::begin(&definition, &options, 1_768_478_400);
        outcome.keep(Collected {
            observation: Json::parse(r#"{"n":1.50}"#).unwrap(),
            entries: vec![Entry {
                entry_type: "t".into(),
                reference: "r".into(),
                payload: Json::parse("[1]").unwrap(),
            }],
            limits_hit: vec![Limit::Queries],
        });
        outcome
    }

    #[test]
    fn a_document_is_read_as_it_was_written() {
        let outcome = outcome();
        let text = outcome.to_json();
        assert!(!text.contains('\n'));
        assert!(text.starts_with(
            r#"{"checker":"a","version":"1.0.0","domain":"example.org","status":"unknown","started_at":"2026-01-15T12:00:00Z","duration_ms":0,"judged_at":"2026-01-15T12:00:00Z","options":{"domain":"example.org"},"states":[{"#
        ), "{text}");
        assert!(text.contains(
            r#""observation":{"n":1.50},"entries":[{"type":"t","ref":"r","payload":[1]}]"#
        ));
        let read = Outcome::from_json(&text).unwrap();
        assert_eq!(read.to_json(), text);
        let read = Outcome {
            failures: outcome.failures.clone(),
            ..read
        };
        assert_eq!(read, outcome);
    }

    #[test]
    fn secrets_are_in_no_document() {
        assert!(!outcome().to_json().contains("geheim"));
    }

    #[test]
    fn a_document_without_a_date_was_judged_when_it_was_made() {
        let text = outcome().to_json();
        let dateless = text.replace(r#""judged_at":"2026-01-15T12:00:00Z","#, "");
        assert_ne!(dateless, text);
        let read = Outcome::from_json(&dateless).unwrap();
        assert_eq!(read.judged_at, 1_768_478_400);
        for other in ["{}", "[]", "", "null"] {
            assert!(Outcome::from_json(other).is_err(), "{other}");
        }
    }

    #[test]
    fn the_hosts_own_states_have_a_cause_and_outlive_the_judgement() {
        let outcome = outcome();
        let state = &outcome.states[0];
        assert_eq!(state.code, "host.limits.queries");
        assert_eq!(state.cause.as_deref(), Some("host.limits.queries"));
        assert!(state.meta().fix.contains("\"queries\""));
        let mut judged = outcome.clone();
        judged.states.push(State {
            rule: "a.rule".into(),
            ..state.clone()
        });
        let again = judged.again(&definition("a"), 5);
        assert_eq!(again.states, outcome.states);
        assert_eq!(again.judged_at, 5);
    }

    #[test]
    fn a_sibling_that_saw_nothing_is_told_of() {
        let mut outcome = outcome();
        outcome.see(vec![Seen {
            related: Related {
                checker: "b".into(),
                key: "bs".into(),
                data: Json::parse(r#"{"error":"x"}"#).unwrap(),
                collected_at: 0,
                reference: String::new(),
            },
            entries: 4,
            error: Some(Error::Trap("unreachable".into())),
            limits_hit: vec![Limit::Connections],
        }]);
        let codes: Vec<&str> = outcome.states.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "host.limits.queries",
                "host.limits.connections",
                "host.limits.crash"
            ]
        );
        assert!(
            outcome
                .states
                .iter()
                .all(|state| state.status == Status::Error)
        );
        let of: Vec<&str> = outcome
            .failures
            .iter()
            .map(|one| one.checker.as_str())
            .collect();
        assert_eq!(of, ["a", "b", "b"]);
        assert_eq!(outcome.related.len(), 1);
    }
}
