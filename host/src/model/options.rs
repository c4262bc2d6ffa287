//! The options of one check.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::definition::Definition;
use super::json::{Json, NotJson};

/// The options of one check: values by the identifiers of their fields.
///
/// Some may be secret, which only a definition tells. So none is in the debug
/// form, and all are overwritten before their memory is given back.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Options(BTreeMap<String, Json>);

impl Options {
    /// None at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a JSON object.
    ///
    /// # Errors
    ///
    /// Where the text is something else.
    pub fn parse(text: &str) -> Result<Self, NotJson> {
        serde_json::from_str(text).map_err(NotJson::from)
    }

    /// The same with a value set.
    #[must_use]
    pub fn with(mut self, id: &str, value: impl Into<Json>) -> Self {
        self.set(id, value);
        self
    }

    /// Sets a value.
    pub fn set(&mut self, id: &str, value: impl Into<Json>) {
        self.0.insert(id.to_owned(), value.into());
    }

    /// Takes a value out.
    pub fn remove(&mut self, id: &str) -> Option<Json> {
        self.0.remove(id)
    }

    /// The value of an option.
    pub fn get(&self, id: &str) -> Option<&Json> {
        self.0.get(id)
    }

    /// The value of an option where it is a string.
    pub fn text(&self, id: &str) -> Option<String> {
        self.get(id)?.text()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All values by their identifiers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(id, value)| (id.as_str(), value))
    }

    /// These, and where they say nothing, those.
    #[must_use]
    pub fn over(&self, those: &Self) -> Self {
        let mut all = those.0.clone();
        all.extend(self.0.clone());
        Self(all)
    }

    /// What may be kept and shown: without the values that the definition
    /// calls secret.
    #[must_use]
    pub fn without_secrets(&self, definition: &Definition) -> Self {
        let is_secret = |id: &str| definition.option(id).is_some_and(|field| field.secret);
        self.iter()
            .filter(|(id, _)| !is_secret(id))
            .map(|(id, value)| (id.to_owned(), value.clone()))
            .collect()
    }

    /// The options as a JSON object.
    pub fn to_json(&self) -> String {
        // A map from strings to JSON has a form in JSON.
        serde_json::to_string(&self.0).unwrap_or_else(|_| "{}".into())
    }

    /// The same in a text that is overwritten before its memory is given back,
    /// and never moved to grow.
    pub(crate) fn to_secret_json(&self) -> Zeroizing<String> {
        let ids: Vec<Json> = self.0.keys().map(|id| Json::from(id.as_str())).collect();
        let members = ids.iter().zip(self.0.values());
        let length = |(id, value): (&Json, &Json)| id.as_str().len() + value.as_str().len() + 2;
        let length: usize = members.clone().map(length).sum();
        let mut text = Zeroizing::new(String::with_capacity(length + 2));
        for (id, value) in members {
            let before = if text.is_empty() { '{' } else { ',' };
            text.push(before);
            text.push_str(id.as_str());
            text.push(':');
            text.push_str(value.as_str());
        }
        let end = if text.is_empty() { "{}" } else { "}" };
        text.push_str(end);
        text
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Drop for Options {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl FromIterator<(String, Json)> for Options {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_goes_over_what_holds_otherwise() {
        let standing = Options::new().with("a", "1").with("b", "2");
        let given = Options::new().with("b", 3u64);
        assert_eq!(given.over(&standing).to_json(), r#"{"a":"1","b":3}"#);
    }

    #[test]
    fn no_value_is_in_the_debug_form() {
        let options = Options::new().with("key", "geheim").with("level", "high");
        assert_eq!(format!("{options:?}"), r#"{"key", "level"}"#);
    }

    #[test]
    fn a_secret_text_is_the_same_in_memory_that_was_enough_from_the_beginning() {
        for options in [
            Options::new(),
            Options::new().with("a", "1"),
            Options::new()
                .with("a\"", "ü\n")
                .with("b", 2u64)
                .with("c", true),
        ] {
            let text = options.to_secret_json();
            assert_eq!(*text, options.to_json());
            let exact = options
                .iter()
                .map(|(id, value)| Json::from(id).as_str().len() + value.as_str().len() + 2);
            assert_eq!(text.capacity(), exact.sum::<usize>() + 2);
        }
    }

    #[test]
    fn an_object_is_read_and_nothing_else() {
        let options = Options::parse(r#"{"b": [1, {}], "a": "x"}"#).unwrap();
        assert_eq!(options.to_json(), r#"{"a":"x","b":[1,{}]}"#);
        assert_eq!(options.text("a").as_deref(), Some("x"));
        assert_eq!(options.text("b"), None);
        for text in ["[]", "null", "\"a\"", "{"] {
            assert!(Options::parse(text).is_err(), "{text}");
        }
    }
}
