//! What a checker finds wrong with an entry of another's, as that one reads it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::lenient::cut;
use crate::contract::{State, Status};
use crate::state::{Finding, Meta};

/// The most issues taken of one probe.
pub(super) const MAX_ISSUES: usize = 50;
/// The member of a state's `meta` that holds the reference of the entry.
pub const REF: &str = "ref";

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// What exactly, for machines.
    pub code: String,
    /// What is wrong, as a sentence for a person.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The rule of the writer that it falls under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What has to be mended: issues with the same cause, at whatever
    /// endpoints, are one fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// How bad an issue is; the worst sorts first. A word that a reader does not
/// know counts as `info`: worth showing, not worth an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
pub enum Severity {
    /// Broken now.
    Crit,
    /// The endpoint could not be looked at, for reasons on the checker's side.
    Error,
    /// Some are affected, or soon will be.
    Warn,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The same as a status.
    pub fn status(self) -> Status {
        match self {
            Self::Crit => Status::Crit,
            Self::Error => Status::Error,
            Self::Warn => Status::Warn,
            Self::Info => Status::Info,
        }
    }

    fn read(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "crit" | "critical" => Self::Crit,
            "error" => Self::Error,
            "warn" | "warning" => Self::Warn,
            _ => Self::Info,
        }
    }
}

impl Issue {
    /// The same as a finding of another checker's rule, under the cause that it
    /// has there: one fault, whoever speaks of it.
    pub fn finding(&self, rule: &'static str) -> Finding {
        let finding = Finding::new(
            self.severity.status(),
            rule,
            &self.code,
            self.message.clone(),
        );
        let finding = finding.cause(self.cause.as_ref().unwrap_or(&self.code));
        match &self.fix {
            Some(fix) => finding.fix(fix),
            None => finding,
        }
    }

    /// `None` where there is nothing to show.
    fn read(value: &Value) -> Option<Self> {
        let member = |name: &str| value.get(name).and_then(cut);
        let code = member("code");
        Some(Self {
            severity: Severity::read(&member("severity").unwrap_or_default()),
            message: member("message").or_else(|| code.clone())?,
            code: code.unwrap_or_else(|| "issue".to_owned()),
            fix: member("fix"),
            rule: member("rule"),
            cause: member("cause"),
        })
    }
}

/// The reference of the entry that a state is about, where it is about one.
pub fn reference(state: &State) -> Option<String> {
    let meta: Value = serde_json::from_str(state.meta.as_deref()?).ok()?;
    Some(meta.get(REF)?.as_str()?.to_owned())
}

/// What is wrong by the reference of the entry, worst first.
pub fn by_reference(states: &[State]) -> BTreeMap<String, Vec<Issue>> {
    let mut issues: BTreeMap<String, Vec<Issue>> = BTreeMap::new();
    for state in states.iter().filter(|state| state.status != Status::Ok) {
        if let Some(reference) = reference(state) {
            issues.entry(reference).or_default().push(state.into());
        }
    }
    for of_endpoint in issues.values_mut() {
        of_endpoint.sort();
    }
    issues
}

impl From<&State> for Issue {
    fn from(state: &State) -> Self {
        let code = state.code.strip_prefix(&state.rule).unwrap_or(&state.code);
        Self {
            severity: match state.status {
                Status::Crit => Severity::Crit,
                Status::Error => Severity::Error,
                Status::Warn => Severity::Warn,
                Status::Info | Status::Ok | Status::Unknown => Severity::Info,
            },
            code: code.trim_start_matches('.').to_owned(),
            message: state.message.clone(),
            fix: Some(Meta::read(state).fix).filter(|fix| !fix.is_empty()),
            rule: Some(state.rule.clone()),
            cause: state.cause.clone(),
        }
    }
}

/// Reads what somebody wrote.
pub(super) fn issues<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Issue>, D::Error> {
    let issues = Value::deserialize(input)?;
    let issues = issues.as_array().into_iter().flatten();
    Ok(issues.take(MAX_ISSUES).filter_map(Issue::read).collect())
}
