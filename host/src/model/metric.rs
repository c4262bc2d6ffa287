//! Measured values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One measured value, in the sense of a Prometheus gauge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Metric {
    /// Its name in Prometheus conventions.
    pub name: String,
    /// What it measures; not part of the JSON form.
    #[serde(skip)]
    pub description: String,
    /// The value, a finite number.
    pub value: f64,
    /// The unit as a word, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}
