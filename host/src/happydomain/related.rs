//! Observations of other checkers.

use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::model::Related;

/// An observation of another checker as it crosses the wire.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Observed {
    #[serde(default)]
    checker_id: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    data: Value,
    /// RFC 3339; seconds since 1970 are understood, too.
    #[serde(default)]
    collected_at: Value,
    #[serde(default, rename = "ref")]
    reference: String,
}

impl Observed {
    /// The observation; `key` is the one under which it was sent.
    pub fn under(self, key: &str) -> Related {
        Related {
            checker_id: self.checker_id,
            key: match self.key.is_empty() {
                true => key.to_owned(),
                false => self.key,
            },
            data: self.data,
            collected_at: seconds(&self.collected_at),
            reference: self.reference,
        }
    }
}

fn seconds(moment: &Value) -> i64 {
    match moment {
        Value::String(text) => OffsetDateTime::parse(text, &Rfc3339)
            .map(OffsetDateTime::unix_timestamp)
            .unwrap_or_default(),
        other => other.as_i64().unwrap_or_default(),
    }
}
