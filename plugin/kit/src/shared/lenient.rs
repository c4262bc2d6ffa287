//! Reading members that a stranger wrote: what is not of the right type is
//! absent, text is cut and cleaned.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
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

/// An object that is written as JSON; of anything else, what holds where
/// nothing was said.
pub(super) fn object<T: DeserializeOwned + Default>(text: &str) -> Result<T, serde_json::Error> {
    let value: Value = serde_json::from_str(text)?;
    match value.is_object() {
        true => serde_json::from_value(value),
        false => Ok(T::default()),
    }
}

/// The objects of an array that can be read, of so many at most.
pub(super) fn objects<'de, T, D>(input: D, most: usize) -> Result<Vec<T>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    let Value::Array(items) = Value::deserialize(input)? else {
        return Ok(Vec::new());
    };
    let objects = items.into_iter().filter(Value::is_object).take(most);
    Ok(objects
        .filter_map(|object| T::deserialize(object).ok())
        .collect())
}

/// The same under names.
pub(super) fn named_objects<'de, T, D>(
    input: D,
    most: usize,
) -> Result<BTreeMap<String, T>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    let Value::Object(members) = Value::deserialize(input)? else {
        return Ok(BTreeMap::new());
    };
    let objects = members.into_iter().filter(|(_, member)| member.is_object());
    let read = objects
        .take(most)
        .filter_map(|(name, object)| Some((name, T::deserialize(object).ok()?)));
    Ok(read.collect())
}
