//! What every line of a survey says, whatever its format: few and flat members
//! that can be counted over many domains.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::columns::{self, RULE};
use super::surveyed::Surveyed;
use crate::model::{Problem, Status, milliseconds};

/// One domain in few words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// The checker's identifier; empty where no check was made.
    pub checker: String,
    /// Its version; empty where no check was made.
    pub version: String,
    /// What was checked, as the list has it.
    pub domain: String,
    /// The class that it falls into, or empty.
    pub class: String,
    /// The overall status.
    pub status: Status,
    /// Why no check was made, where none was.
    pub error: Option<String>,
    /// When the check began (RFC 3339), or empty.
    pub started_at: String,
    /// How long it took.
    pub duration_ms: u64,
    /// The kinds of causes that are warn or worse, with how bad they are. A
    /// kind is the cause without what it is about.
    pub causes: BTreeMap<String, Status>,
    /// The status by each rule, the worst of its states; by its column without
    /// the prefix.
    pub rules: BTreeMap<String, Status>,
    /// What the checker says is worth counting.
    pub facts: Map<String, Value>,
}

/// A line that no survey has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a line of a survey")]
pub struct NotARecord;

/// The kinds of causes among problems that are warn or worse, with how bad they
/// are.
pub(super) fn causes(problems: &[Problem]) -> BTreeMap<String, Status> {
    let mut causes = BTreeMap::new();
    for problem in problems {
        blame(&mut causes, &problem.cause, problem.status);
    }
    causes
}

impl Record {
    /// Reads a line of JSON.
    ///
    /// # Errors
    ///
    /// Where it is something else.
    pub fn of_json(line: &[u8]) -> Result<Self, NotARecord> {
        let common: Common = serde_json::from_slice(line).map_err(|_| NotARecord)?;
        let mut record = Self {
            checker: common.checker,
            version: common.version,
            domain: common.domain,
            class: common.class,
            status: common.status,
            error: common.error,
            started_at: common.started_at,
            duration_ms: common.duration_ms,
            ..Self::default()
        };
        for state in &common.states {
            record.judge(&columns::part(&state.rule), state.status);
        }
        match common.summary {
            Some(summary) => {
                record.class = summary.class;
                record.facts = summary.facts.unwrap_or_default();
                for problem in summary.problems {
                    blame(&mut record.causes, &problem.cause, problem.status);
                }
            }
            None => record.read_flat(line)?,
        }
        Ok(record)
    }

    /// The members of a flat record that vary with the checker.
    fn read_flat(&mut self, line: &[u8]) -> Result<(), NotARecord> {
        let members: Map<String, Value> = serde_json::from_slice(line).map_err(|_| NotARecord)?;
        for (name, value) in members {
            self.take(&name, value);
        }
        Ok(())
    }

    /// Takes over a member of a flat record.
    pub(super) fn take(&mut self, name: &str, value: Value) {
        // What is not flat is no member of ours.
        if value.is_object() || value.is_null() {
            return;
        }
        if let Some((_, status)) = columns::CAUSES.iter().find(|(known, _)| *known == name) {
            for cause in value.as_array().into_iter().flatten() {
                if let Some(cause) = cause.as_str() {
                    blame(&mut self.causes, cause, *status);
                }
            }
        } else if let Some(rule) = name.strip_prefix(RULE) {
            if let Some(status) = value.as_str().and_then(Status::of_word) {
                self.judge(rule, status);
            }
        } else if let Some(fact) = columns::fact_of(name) {
            self.facts.insert(fact.to_owned(), value);
        }
    }

    fn judge(&mut self, rule: &str, status: Status) {
        let entry = self.rules.entry(rule.to_owned()).or_insert(status);
        *entry = Status::overall([*entry, status]);
    }

    /// The members of the flat record, in their order.
    pub(super) fn members(&self) -> Vec<(String, Value)> {
        let of_status = |wanted: Status| -> Value {
            let causes = self.causes.iter();
            let causes = causes.filter(|(_, status)| wanted == Status::Warn || **status == wanted);
            causes
                .map(|(cause, _)| Value::from(cause.as_str()))
                .collect()
        };
        let mut members: Vec<(String, Value)> = vec![
            ("checker".into(), self.checker.as_str().into()),
            ("version".into(), self.version.as_str().into()),
            ("domain".into(), self.domain.as_str().into()),
            ("class".into(), self.class.as_str().into()),
            ("status".into(), self.status.word().into()),
            ("started_at".into(), self.started_at.as_str().into()),
            ("duration_ms".into(), self.duration_ms.into()),
        ];
        let causes = columns::CAUSES.iter();
        members.extend(causes.map(|(name, status)| ((*name).to_owned(), of_status(*status))));
        let rules = self.rules.iter();
        members.extend(rules.map(|(rule, status)| (format!("{RULE}{rule}"), status.word().into())));
        let facts = self.facts.iter();
        members.extend(facts.map(|(name, value)| (columns::of_fact(name), value.clone())));
        members
    }
}

impl From<&Surveyed> for Record {
    fn from(surveyed: &Surveyed) -> Self {
        let outcome = match &surveyed.result {
            Ok(outcome) => outcome,
            Err(error) => {
                return Self {
                    domain: surveyed.subject.clone(),
                    status: Status::Error,
                    error: Some(error.to_string()),
                    ..Self::default()
                };
            }
        };
        let summary = &outcome.summary;
        let mut record = Self {
            checker: outcome.checker.clone(),
            version: outcome.version.clone(),
            domain: outcome.subject.clone(),
            class: summary.class.clone(),
            status: outcome.status,
            started_at: outcome.started_at.clone(),
            duration_ms: milliseconds::of(outcome.duration),
            causes: causes(&summary.problems),
            // Null where the checker gave none.
            facts: summary.facts.read().unwrap_or_default(),
            ..Self::default()
        };
        for state in &outcome.states {
            record.judge(&columns::part(&state.rule), state.status);
        }
        record
    }
}

fn blame(causes: &mut BTreeMap<String, Status>, cause: &str, status: Status) {
    if status >= Status::Warn {
        let entry = causes.entry(kind(cause).to_owned()).or_insert(status);
        *entry = Status::overall([*entry, status]);
    }
}

/// The cause without what it is about: that comes after the first colon, a host,
/// a name or a digest.
fn kind(cause: &str) -> &str {
    cause.split(':').next().unwrap_or_default()
}

/// What lines of all formats have, and the parts of longer ones that matter.
#[derive(Deserialize)]
struct Common {
    domain: String,
    status: Status,
    #[serde(default)]
    checker: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    started_at: String,
    #[serde(default)]
    duration_ms: u64,
    #[serde(default)]
    states: Vec<OfState>,
    #[serde(default)]
    summary: Option<OfSummary>,
}

#[derive(Deserialize)]
struct OfState {
    rule: String,
    status: Status,
}

#[derive(Deserialize)]
struct OfSummary {
    #[serde(default)]
    class: String,
    #[serde(default)]
    problems: Vec<OfProblem>,
    #[serde(default)]
    facts: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct OfProblem {
    cause: String,
    status: Status,
}

/// The form of a flat record as JSON; members in their order.
impl Serialize for Record {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members())
    }
}

#[cfg(test)]
mod tests;
