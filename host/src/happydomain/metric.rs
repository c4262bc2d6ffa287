//! Metrics.

use serde_json::{Value, json};

use crate::model::Metric;

/// Metrics with the moment at which they were taken (RFC 3339).
pub fn metrics(metrics: &[Metric], timestamp: &str) -> Value {
    let forms = metrics.iter().map(|metric| {
        let mut form = json!({ "name": metric.name, "value": metric.value });
        if !metric.unit.is_empty() {
            form["unit"] = json!(metric.unit);
        }
        if !metric.labels.is_empty() {
            form["labels"] = json!(metric.labels);
        }
        form["timestamp"] = json!(timestamp);
        form
    });
    forms.collect()
}
