//! Reading as Go does: `null` is the same as a field that is not there.

use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = …)]`.
pub(super) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
