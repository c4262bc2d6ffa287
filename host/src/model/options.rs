//! The options of one check.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::Definition;
use super::json::{Json, NotJson};

/// The options of one check: values by the identifiers of their fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
