//! What every output for people needs.

use serde::{Deserialize, Serialize};

use super::json::Json;
use super::state::Snippet;
use super::status::Status;

/// A result in the form in which people want it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Summary {
    /// What was checked, as the checker writes it; empty where that is what it
    /// was given. A document has it once, beside the summary.
    #[serde(skip)]
    pub subject: String,
    /// The class that the deployment falls into: a word of the definition, or
    /// empty.
    pub class: String,
    /// One sentence: for whom it works and for whom not.
    pub verdict: String,
    /// What has to be known about the check itself.
    pub notes: Vec<String>,
    /// What has to be mended, worst first.
    pub problems: Vec<Problem>,
    /// Who gets through.
    pub audiences: Vec<Audience>,
    /// The observation in tables.
    pub tables: Vec<Table>,
    /// The observation in a few numbers.
    pub gauges: Vec<Gauge>,
    /// What surveys count: a flat object; null where the checker gave none.
    pub facts: Json,
}

/// One fault, however many rules and endpoints show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Problem {
    /// The cause that its states carry.
    pub cause: String,
    /// The worst of them.
    pub status: Status,
    /// What is wrong, in a few words.
    pub title: String,
    /// Whom it hurts and how, or empty.
    #[serde(default)]
    pub effect: String,
    /// Where it was seen.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Its states, as positions in the list of states, counted from zero.
    pub states: Vec<u32>,
    /// What to do about it, or empty.
    #[serde(default)]
    pub fix: String,
    /// Text to copy for that.
    #[serde(default)]
    pub snippets: Vec<Snippet>,
}

/// Somebody who wants to use the service, and how far they get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Audience {
    /// Who.
    pub who: String,
    /// How they fare.
    pub status: Status,
    /// Where they end up, or why nowhere.
    pub outcome: String,
}

/// A table for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Table {
    /// A heading.
    pub title: String,
    /// Column headings.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Row {
    /// How the thing that the row describes is doing.
    pub status: Status,
    /// As many cells as the table has columns.
    pub cells: Vec<String>,
}

/// A number worth a place in the line of a monitoring system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Gauge {
    /// Its label there.
    pub name: String,
    /// The value, a finite number.
    pub value: f64,
    /// `s`, `B`, `%`, or empty for a plain number.
    pub unit: String,
    /// The least that it can be, where there is such a bound.
    #[serde(default)]
    pub min: Option<f64>,
    /// The most that it can be, where there is such a bound.
    #[serde(default)]
    pub max: Option<f64>,
}
