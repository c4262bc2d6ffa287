//! What a checker says of itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::json::Json;
use super::milliseconds;
use super::option::{OptionField, OptionType};
use super::status::Status;

/// What a checker is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// A short identifier: lower-case letters, digits and hyphens.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its version (SemVer).
    pub version: String,
    /// What it applies to.
    pub availability: Availability,
    /// Its options.
    pub options: Vec<OptionField>,
    /// The option that names the thing which is checked, if any does.
    pub subject_option: Option<String>,
    /// The option that bounds the time of a check, in seconds, if any does.
    pub time_option: Option<String>,
    /// Its rules, in the order to show them.
    pub rules: Vec<Rule>,
    /// The words of [`Summary::class`](super::Summary::class), best first.
    pub classes: Vec<Class>,
    /// The JSON Schema of [`Summary::facts`](super::Summary::facts).
    pub facts_schema: Option<Json>,
    /// How often to run it.
    pub interval: Interval,
    /// The key of its observation.
    pub observation_key: String,
    /// The keys of the observations of others that it understands.
    pub related_keys: Vec<String>,
    /// The types of the entries that it publishes.
    pub publishes: Vec<String>,
    /// The types of the entries that it consumes.
    pub consumes: Vec<String>,
    /// TCP ports that it must not be let to.
    pub denied_ports: Vec<u16>,
    /// Whether it renders a page.
    pub has_report: bool,
    /// Whether it measures anything.
    pub has_metrics: bool,
    /// Names and values of what is built in.
    pub build_info: Vec<(String, String)>,
}

/// Which things of a platform a checker applies to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// A whole domain.
    pub apply_to_domain: bool,
    /// One service within a domain.
    pub apply_to_service: bool,
    /// The types of such services, empty for all.
    pub limit_to_services: Vec<String>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name, `<checker>.<rule>`.
    pub name: String,
    /// What it verifies, as a sentence.
    pub description: String,
    /// The worst status that it gives.
    pub severity: Status,
}

/// One word for a kind of deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// The word.
    pub name: String,
    /// What it means, as a sentence.
    pub description: String,
}

/// How often a check makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// Not more often than this.
    #[serde(rename = "min_ms", with = "milliseconds")]
    pub min: Duration,
    /// Not less often than this.
    #[serde(rename = "max_ms", with = "milliseconds")]
    pub max: Duration,
    /// A sensible choice.
    #[serde(rename = "default_ms", with = "milliseconds")]
    pub default: Duration,
}

impl Definition {
    /// The option of this identifier.
    pub fn option(&self, id: &str) -> Option<&OptionField> {
        self.options.iter().find(|field| field.id == id)
    }

    /// The option that names the thing which is checked.
    pub fn subject(&self) -> Option<&OptionField> {
        self.option(self.subject_option.as_deref()?)
    }

    /// The option that bounds the time of a check, where it is a number.
    pub fn time(&self) -> Option<&OptionField> {
        let field = self.option(self.time_option.as_deref()?)?;
        (field.value_type == OptionType::Number).then_some(field)
    }

    /// The facts that it says it may give, each with its JSON Schema.
    pub fn facts(&self) -> Map<String, Value> {
        let schema = self.facts_schema.as_ref();
        let schema: Option<Map<String, Value>> = schema.and_then(|schema| schema.read().ok());
        match schema.and_then(|mut members| members.remove("properties")) {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        }
    }

    /// Whether it looks at what the other finds.
    pub fn looks_at(&self, other: &Self) -> bool {
        let consumed = |entry_type| self.consumes.contains(entry_type);
        self.id != other.id && other.publishes.iter().any(consumed)
    }

    /// The option that takes the entries of others.
    pub fn entries_option(&self) -> Option<&OptionField> {
        let takes_entries = |field: &&OptionField| field.value_type == OptionType::Entries;
        self.options.iter().find(takes_entries)
    }
}
