//! What checkers return, in the form in which it is stored and shown.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How good a result is; later is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing could be said.
    Unknown,
    /// As it should be.
    Ok,
    /// Worth knowing.
    Info,
    /// Some are affected, or soon will be.
    Warn,
    /// Broken now.
    Crit,
    /// The check could not be made.
    Error,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Crit => "crit",
            Self::Error => "error",
        }
    }

    /// The worst of many; `unknown` of none.
    pub fn worst(states: &[State]) -> Self {
        states
            .iter()
            .map(|state| state.status)
            .max()
            .unwrap_or(Self::Unknown)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One verdict of one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// How good it is.
    pub status: Status,
    /// The rule.
    pub rule: String,
    /// What exactly was found.
    pub code: String,
    /// What it is about, where it is not the whole service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// For people.
    pub message: String,
    /// Details: `fix`, `snippets` and others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
}

impl State {
    /// What to do about it.
    pub fn fix(&self) -> Option<&str> {
        self.meta.as_ref()?.get("fix")?.as_str()
    }

    /// Text to copy: label and text.
    pub fn snippets(&self) -> Vec<(&str, &str)> {
        let snippets = self.meta.as_ref().and_then(|meta| meta.get("snippets"));
        let snippets = snippets
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        snippets
            .iter()
            .filter_map(|snippet| {
                Some((
                    snippet.get("label")?.as_str()?,
                    snippet.get("text")?.as_str()?,
                ))
            })
            .collect()
    }
}

/// Something found that other checkers may look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The contract of the payload.
    #[serde(rename = "type")]
    pub entry_type: String,
    /// Its reference within the collection.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The content.
    pub payload: Value,
}

/// What another checker saw of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Related {
    /// The checker.
    pub checker_id: String,
    /// The key of its observation.
    pub key: String,
    /// The observation.
    pub data: Value,
    /// When it was made, in seconds since 1970-01-01T00:00:00Z.
    pub collected_at: i64,
    /// The entry, or empty for all.
    #[serde(default, rename = "ref")]
    pub reference: String,
}

/// One measured value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Prometheus name.
    pub name: String,
    /// What it measures; not part of the JSON form.
    #[serde(skip)]
    pub description: String,
    /// The value.
    pub value: f64,
    /// The unit as a word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// A table for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// A heading.
    pub title: String,
    /// Column headings.
    pub columns: Vec<String>,
    /// The rows: how each is doing, and its cells.
    pub rows: Vec<(Status, Vec<String>)>,
}

/// The result of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// The observation.
    pub observation: Value,
    /// The entries published.
    pub entries: Vec<Entry>,
    /// Limits of the host that the collection ran into.
    pub limits_hit: Vec<crate::engine::Limit>,
}

/// Everything that a verdict rests on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The observation.
    pub observation: &'a Value,
    /// What other checkers saw.
    pub related: &'a [Related],
    /// The options of the check.
    pub options: &'a Value,
}

/// A rule switched on or off.
pub type RuleSwitch = (String, bool);

pub use crate::bindings::exports::checker::plugin::checker::{
    Audience, Availability, CheckerDefinition as Definition, OptionField, OptionType,
    PrecheckResult as Precheck, Rule,
};
