//! The options that a checker declares.

use super::json::Json;

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionField {
    /// Its key among the options.
    pub id: String,
    /// Who sets it.
    pub scope: Scope,
    /// The type of its value.
    pub value_type: OptionType,
    /// What a form calls it, with its unit.
    pub label: String,
    /// A sentence of help, or empty.
    pub description: String,
    /// An example of a value, or empty.
    pub placeholder: String,
    /// The value that holds where none is given.
    pub default_value: Option<Json>,
    /// The values allowed, where they are few.
    pub choices: Vec<String>,
    /// Whether a check cannot be made without it.
    pub required: bool,
    /// Whether several lines of text are expected.
    pub textarea: bool,
    /// Whether its value goes to the exports that look at the deployment and
    /// nowhere else.
    pub secret: bool,
    /// What a platform fills in by itself: `domain_name`, `subdomain`,
    /// `discovery_entries`, or empty.
    pub auto_fill: String,
}

/// Who sets an option, and for how long it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
