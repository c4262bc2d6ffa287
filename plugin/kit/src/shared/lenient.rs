//! Reading members that a stranger wrote: what is not of the right type is
//! absent, text is cut and cleaned.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::text::shorten;

/// The longest text taken, in characters.
pub(super) const MAX_TEXT: usize = 1_000;

/// The most texts taken of an array.
const MAX_TEXTS: usize = 16;

/// A text that is not empty.
pub(super) fn text<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    Ok(cut(&Value::deserialize(input)?))
}

/// Text from a value.
pub(super) fn cut(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(shorten(text, MAX_TEXT))
}

/// The texts of an array, so many at most.
pub(super) fn texts<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    let items = Value::deserialize(input)?;
    let items = items.as_array().into_iter().flatten();
    Ok(items.filter_map(cut).take(MAX_TEXTS).collect())
}

/// `true` or `false`.
pub(super) fn truth<'de, D: Deserializer<'de>>(input: D) -> Result<Option<bool>, D::Error> {
    Ok(Value::deserialize(input)?.as_bool())
}

/// A port.
pub(super) fn port<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u16>, D::Error> {
    let number = Value::deserialize(input)?.as_u64();
    Ok(number.and_then(|number| u16::try_from(number).ok()))
}
