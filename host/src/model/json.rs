//! JSON that somebody else understands.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use zeroize::Zeroize;

/// How deep arrays and objects may be nested. Common readers give up at 128;
/// this leaves room for the document around it.
const MAX_DEPTH: usize = 100;

/// A JSON text (RFC 8259) that was found valid once and then stays text: it is
/// stored, forwarded and embedded in other documents as it is.
///
/// It is nested at most 100 levels deep, its numbers are within the range of
/// an `f64`, and it has no white space outside of strings, so that a document
/// on one line stays on one line.
#[derive(Debug, Clone)]
pub struct Json(Box<RawValue>);

/// A text that is no [`Json`], and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotJson(String);

impl Json {
    /// Takes a text over.
    ///
    /// # Errors
    ///
    /// Where it is not JSON, or nested too deep.
    pub fn parse(text: impl Into<String>) -> Result<Self, NotJson> {
        let text = text.into();
        let mut reader = serde_json::Deserializer::from_str(&text);
        let read = Checked { depth: MAX_DEPTH }.deserialize(&mut reader);
        read.and_then(|()| reader.end())
            .and_then(|()| RawValue::from_string(compact(text)))
            .map(Self)
            .map_err(NotJson::from)
    }

    /// A value of this program as JSON.
    ///
    /// # Errors
    ///
    /// Where JSON has no form for it, as for a map whose keys are no strings.
    pub fn of(value: &(impl Serialize + ?Sized)) -> Result<Self, NotJson> {
        Self::parse(serde_json::to_string(value)?)
    }

    /// `null`.
    pub fn null() -> Self {
        Self(RawValue::NULL.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The text read into a type.
    ///
    /// # Errors
    ///
    /// Where it does not have the form of that type.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(self.as_str())
    }

    /// What a JSON string says; `None` for everything else.
    pub fn text(&self) -> Option<String> {
        self.read().ok()
    }

    /// The number, where it is one or a string that reads as one, as forms send
    /// them.
    pub fn number(&self) -> Option<f64> {
        let number: Option<f64> = self.read().ok();
        number.or_else(|| self.text()?.trim().parse().ok())
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.as_str() == "null"
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        self.as_str().starts_with('[')
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.as_str().starts_with('{')
    }
}

/// Overwrites the text; what is left is `null`.
impl Zeroize for Json {
    fn zeroize(&mut self) {
        let text = std::mem::take(self).0;
        Box::<str>::from(text).zeroize();
    }
}

impl From<serde_json::Error> for NotJson {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::null()
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Json {}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).map_err(serde::de::Error::custom)
    }
}

/// Anything: what it is only its author knows.
#[cfg(test)]
impl schemars::JsonSchema for Json {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Json".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}

/// Values that have a form in JSON whatever they are.
macro_rules! scalars {
    ($($scalar:ty),+) => {
        $(impl From<$scalar> for Json {
            fn from(value: $scalar) -> Self {
                Self::of(&value).unwrap_or_default()
            }
        })+
    };
}

scalars!(&str, String, bool, u64, f64);

/// Drops the white space outside of strings.
fn compact(text: String) -> String {
    let mut scanner = Scanner::default();
    if text.chars().all(|letter| scanner.keeps(letter)) {
        return text;
    }
    let mut scanner = Scanner::default();
    text.chars()
        .filter(|letter| scanner.keeps(*letter))
        .collect()
}

/// Where in a valid text one is.
#[derive(Default)]
struct Scanner {
    in_string: bool,
    escaped: bool,
}

impl Scanner {
    /// Whether the next character means anything.
    fn keeps(&mut self, letter: char) -> bool {
        if !self.in_string {
            self.in_string = letter == '"';
            return !matches!(letter, ' ' | '\t' | '\n' | '\r');
        }
        self.in_string = self.escaped || letter != '"';
        self.escaped = !self.escaped && letter == '\\';
        true
    }
}

/// Reads everything, down to a depth, and keeps nothing.
struct Checked {
    depth: usize,
}

impl Checked {
    fn below<E: serde::de::Error>(&self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth }),
            None => Err(E::custom(format_args!(
                "nested deeper than {MAX_DEPTH} levels"
            ))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Checked {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Checked {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self.below()?)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while members.next_key_seed(self.below()?)?.is_some() {
            members.next_value_seed(self.below()?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_text_stays_as_it_is() {
        for text in [
            "null",
            "{\"b\":1.50,\"a\":[\" \\\" x\\\\\",{}]}",
            "1e3",
            "\"ü\"",
        ] {
            let json = Json::parse(text).unwrap();
            assert_eq!(json.as_str(), text);
            assert_eq!(serde_json::to_string(&json).unwrap(), text);
            assert_eq!(serde_json::from_str::<Json>(text).unwrap(), json);
        }
    }

    #[test]
    fn white_space_goes_but_not_from_strings() {
        let json = Json::parse(" {\n\t\"a b\\\" c\" : [ 1 , \"\\\\\" , \"ü ü\" ]\r\n} ").unwrap();
        assert_eq!(json.as_str(), "{\"a b\\\" c\":[1,\"\\\\\",\"ü ü\"]}");
    }

    #[test]
    fn what_a_reader_would_choke_on_is_refused() {
        for text in [
            "",
            "{\"a\":",
            "[1,]",
            "nul",
            "1 2",
            "1e999",
            "\"\\ud800\"",
            "\"\u{1}\"",
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(nested(MAX_DEPTH)).is_ok());
        assert!(Json::parse(nested(MAX_DEPTH + 1)).is_err());
        assert!(Json::parse(nested(100_000)).is_err());
        assert!(serde_json::from_str::<Json>(&nested(MAX_DEPTH + 1)).is_err());
    }

    #[test]
    fn values_of_this_program_become_json() {
        assert_eq!(Json::from("a\"b").as_str(), "\"a\\\"b\"");
        assert_eq!(Json::from("a\"b").text().unwrap(), "a\"b");
        assert_eq!(Json::from(1.5).as_str(), "1.5");
        assert_eq!(Json::from(7u64).text(), None);
        assert!(Json::from(f64::NAN).is_null());
    }
}
