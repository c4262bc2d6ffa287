//! The options that a checker declares.

use serde::{Deserialize, Serialize};

use super::json::Json;

/// The most of a refused value that is repeated, in characters: what the
/// contract allows a checker.
const MAX_QUOTE: usize = 200;

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionField {
    /// Its key among the options.
    pub id: String,
    /// Who sets it.
    pub scope: Scope,
    /// The type of its value.
    #[serde(rename = "type")]
    pub value_type: OptionType,
    /// What a form calls it, with its unit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// A sentence of help, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// An example of a value, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub placeholder: String,
    /// The value that holds where none is given.
    #[serde(default, rename = "default", skip_serializing_if = "Option::is_none")]
    pub default_value: Option<Json>,
    /// The values allowed, where they are few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Whether a check cannot be made without it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Whether several lines of text are expected.
    #[serde(default, skip_serializing_if = "is_false")]
    pub textarea: bool,
    /// Whether its value goes to the exports that look at the deployment and
    /// nowhere else.
    #[serde(default, skip_serializing_if = "is_false")]
    pub secret: bool,
    /// What a platform fills in by itself: `domain_name`, `subdomain`,
    /// `discovery_entries`, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub auto_fill: String,
}

impl OptionField {
    /// The value that a typed text stands for, by the type of this option.
    ///
    /// Whether the checker can use it, only the checker knows.
    ///
    /// # Errors
    ///
    /// Where the text is no value of that type.
    pub fn read(&self, text: &str) -> Result<Json, InvalidOption> {
        let trimmed = text.trim();
        let value = match self.value_type {
            OptionType::Text => Some(Json::from(text)),
            OptionType::Number => number(trimmed),
            OptionType::Unsigned => trimmed.parse::<u64>().ok().map(Json::from),
            OptionType::Boolean => trimmed.parse::<bool>().ok().map(Json::from),
            OptionType::Entries => Json::parse(trimmed).ok().filter(Json::is_array),
        };
        value.ok_or_else(|| InvalidOption {
            id: self.id.clone(),
            value: match self.secret {
                true => String::new(),
                false => text.chars().take(MAX_QUOTE).collect(),
            },
            allowed: self.allowed(),
        })
    }

    /// What can be given, with the label that says more of it.
    fn allowed(&self) -> String {
        let kind = match self.value_type {
            OptionType::Text => "a text",
            OptionType::Number => "a number",
            OptionType::Unsigned => "a whole number",
            OptionType::Boolean => "true or false",
            OptionType::Entries => "a JSON array of entries",
        };
        match [&self.description, &self.label]
            .into_iter()
            .find(|text| !text.is_empty())
        {
            Some(more) => format!("{kind}: {}", more.trim_end_matches('.')),
            None => kind.to_owned(),
        }
    }
}

/// A finite number, as it was typed where JSON has the same form for it.
fn number(text: &str) -> Option<Json> {
    let value = text.parse::<f64>().ok().filter(|value| value.is_finite())?;
    let typed = Json::parse(text).ok();
    Some(typed.unwrap_or_else(|| Json::from(value)))
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Who sets an option, and for how long it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The operator of the platform, for all users.
    Admin,
    /// A user, for all their domains.
    User,
    /// Set once for each domain.
    Domain,
    /// Set once for each service.
    Service,
    /// Given for a single run.
    Run,
}

/// The type of an option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptionType {
    /// A string.
    Text,
    /// A finite number.
    Number,
    /// A whole number, zero or greater.
    Unsigned,
    /// `true` or `false`.
    Boolean,
    /// A list of [entries](super::Entry).
    Entries,
}

/// An option whose value was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("option {id}: {}give {allowed}", self.complaint())]
pub struct InvalidOption {
    /// The option.
    pub id: String,
    /// Its value, shortened; empty where none was given, and for a secret one.
    pub value: String,
    /// What is allowed instead, as a noun phrase.
    pub allowed: String,
}

impl InvalidOption {
    fn complaint(&self) -> String {
        match self.value.as_str() {
            "" => String::new(),
            value => format!("\"{value}\" cannot be used; "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    fn of(value_type: OptionType) -> OptionField {
        OptionField {
            value_type,
            label: "Level".into(),
            ..example::definition().options[1].clone()
        }
    }

    #[test]
    fn a_typed_text_becomes_a_value_of_the_options_type() {
        use OptionType::{Boolean, Entries, Number, Text, Unsigned};
        for (value_type, text, json) in [
            (Text, "10", "\"10\""),
            (Number, " 10 ", "10"),
            (Number, "1.50", "1.50"),
            (Number, "-.5", "-0.5"),
            (Unsigned, "10", "10"),
            (Boolean, "true", "true"),
            (Entries, "[]", "[]"),
        ] {
            assert_eq!(of(value_type).read(text).unwrap().as_str(), json, "{text}");
        }
        for (value_type, text, kind) in [
            (Number, "nan", "a number: Level"),
            (Number, "inf", "a number: Level"),
            (Number, "", "a number: Level"),
            (Unsigned, "-1", "a whole number: Level"),
            (Boolean, "yes", "true or false: Level"),
            (Entries, "{}", "a JSON array of entries: Level"),
        ] {
            let refused = of(value_type).read(text).unwrap_err();
            assert_eq!(refused.allowed, kind, "{text}");
            assert_eq!(
                (refused.id.as_str(), refused.value.as_str()),
                ("timeout", text)
            );
        }
    }

    #[test]
    fn a_refused_value_is_repeated_in_short_and_a_secret_one_not_at_all() {
        let long = "x".repeat(1_000);
        let refused = of(OptionType::Number).read(&long).unwrap_err();
        assert_eq!(refused.value.len(), MAX_QUOTE);
        let secret = OptionField {
            secret: true,
            ..of(OptionType::Number)
        };
        assert_eq!(secret.read(&long).unwrap_err().value, "");
    }
}
