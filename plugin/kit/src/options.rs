//! Reading the options object: unknown members are ignored, bad values are
//! errors that name the option, the value and what is allowed.

use serde_json::{Map, Value};

use crate::contract::{ErrorCode, InvalidOption};
use crate::text::shorten;

/// The longest value repeated in an error message, in characters.
const SHOWN: usize = 200;

/// A parsed options object.
#[derive(Debug, Clone, Default)]
pub struct Options(Map<String, Value>);

impl Options {
    /// Parses the JSON text of the contract. An empty text and `null` are an
    /// empty object.
    pub fn parse(text: &str) -> Result<Self, ErrorCode> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(Value::Null) => Ok(Self::default()),
            _ => Err(invalid("options", text, "a JSON object")),
        }
    }

    /// A string; `None` where it is missing, null or empty.
    pub fn text(&self, id: &str) -> Result<Option<&str>, ErrorCode> {
        match self.0.get(id) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(invalid(id, &other.to_string(), "a string")),
        }
    }

    /// A string that no error may repeat; `None` where it is missing, null or
    /// empty.
    pub fn secret(&self, id: &str) -> Result<Option<&str>, ErrorCode> {
        self.text(id).map_err(|_| invalid(id, "", "a string"))
    }

    /// A number within bounds, given as a number or, as forms send it, as text.
    pub fn number(&self, id: &str, min: f64, max: f64) -> Result<Option<f64>, ErrorCode> {
        let value = match self.0.get(id) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(value) => value,
        };
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (min..=max).contains(&number) => Ok(Some(number)),
            _ => Err(invalid(
                id,
                value.as_str().unwrap_or(&value.to_string()),
                &format!("a number from {min} to {max}"),
            )),
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, id: &str, choices: &[(&str, T)]) -> Result<Option<T>, ErrorCode> {
        let Some(text) = self.text(id)? else {
            return Ok(None);
        };
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Ok(Some(*value));
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        Err(invalid(id, text, &format!("one of {}", words.join(", "))))
    }

    /// An array; `None` where it is missing or null.
    pub fn array(&self, id: &str) -> Result<Option<&[Value]>, ErrorCode> {
        match self.0.get(id) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) => Ok(Some(items)),
            Some(other) => Err(invalid(id, &other.to_string(), "an array")),
        }
    }
}

/// An option's value that cannot be used.
pub fn invalid(id: &str, value: &str, allowed: &str) -> ErrorCode {
    ErrorCode::InvalidOption(InvalidOption {
        id: id.to_owned(),
        value: shorten(value, SHOWN),
        allowed: allowed.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: std::fmt::Debug>(result: Result<T, ErrorCode>) -> InvalidOption {
        match result {
            Err(ErrorCode::InvalidOption(option)) => option,
            other => panic!("expected an invalid option, got {other:?}"),
        }
    }

    #[test]
    fn missing_null_and_empty_are_absent() {
        let options = Options::parse(r#"{"a":null,"b":""}"#).unwrap();
        assert_eq!(options.text("a"), Ok(None));
        assert_eq!(options.text("b"), Ok(None));
        assert_eq!(options.number("c", 0.0, 1.0), Ok(None));
        assert_eq!(options.number("b", 0.0, 1.0), Ok(None));
    }

    #[test]
    fn a_secret_is_not_repeated_where_it_is_refused() {
        let options = Options::parse(r#"{"a":["hush"],"b":"hush","c":""}"#).unwrap();
        assert_eq!(refused(options.secret("a")).value, "");
        assert_eq!(options.secret("b"), Ok(Some("hush")));
        assert_eq!(options.secret("c"), Ok(None));
    }

    #[test]
    fn numbers_may_come_as_text_and_have_bounds() {
        let options = Options::parse(r#"{"t":"10","u":61,"v":"x","w":[]}"#).unwrap();
        assert_eq!(options.number("t", 1.0, 60.0), Ok(Some(10.0)));
        assert_eq!(refused(options.number("u", 1.0, 60.0)).value, "61");
        assert_eq!(
            refused(options.number("v", 1.0, 60.0)).allowed,
            "a number from 1 to 60"
        );
        assert_eq!(refused(options.number("w", 1.0, 60.0)).id, "w");
    }

    #[test]
    fn something_else_than_an_object_is_refused() {
        assert_eq!(refused(Options::parse("[1]")).id, "options");
        assert_eq!(refused(Options::parse("{")).id, "options");
        assert!(Options::parse("null").is_ok());
    }

    #[test]
    fn a_long_value_is_shortened_in_the_message() {
        let options = Options::parse(&format!(r#"{{"mode":"{}"}}"#, "x".repeat(5000))).unwrap();
        let error = refused(options.choice("mode", &[("c2s", 1), ("s2s", 2)]));
        assert_eq!(error.value.chars().count(), SHOWN + 1);
        assert_eq!(error.allowed, "one of c2s, s2s");
    }
}
