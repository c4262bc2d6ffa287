//! What checkers tell one another.

use serde::{Deserialize, Serialize};

use super::json::Json;

/// Something that a checker found and another may look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Entry {
    /// The contract of the payload.
    #[serde(rename = "type")]
    pub entry_type: String,
    /// Its reference within the collection.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The content.
    pub payload: Json,
}

/// What another checker saw of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Related {
    /// The checker that made the observation.
    pub checker: String,
    /// The key of the observation.
    pub key: String,
    /// The observation; an object with the member `error` where it could not
    /// be made.
    pub data: Json,
    /// When it was made, in seconds since 1970-01-01T00:00:00Z.
    pub collected_at: i64,
    /// The entry that it is about, or empty for all of them.
    #[serde(default, rename = "ref")]
    pub reference: String,
}
