//! Metrics.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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

/// A moment in RFC 3339 form, to the second.
pub fn now(wall: SystemTime) -> String {
    let seconds = wall
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}
