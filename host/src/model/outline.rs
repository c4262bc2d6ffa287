//! What is known of a checker without running it.

use serde::{Deserialize, Serialize};

use super::definition::Definition;
use super::option::OptionField;

/// As much of a [`Definition`] as it takes to ask a checker: who it is, what it
/// can be told, and whom it works with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Its identifier.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The option that names the thing which is checked, if any does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_option: Option<String>,
    /// The types of the entries that it publishes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub publishes: Vec<String>,
    /// The types of the entries that it consumes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Its options.
    pub options: Vec<OptionField>,
}

impl Outline {
    /// The option of this identifier.
    pub fn option(&self, id: &str) -> Option<&OptionField> {
        self.options.iter().find(|field| field.id == id)
    }

    /// The option that names the thing which is checked.
    pub fn subject(&self) -> Option<&OptionField> {
        self.option(self.subject_option.as_deref()?)
    }

    /// Whether it looks at what the other finds.
    pub fn looks_at(&self, other: &Self) -> bool {
        let consumed = |entry_type| self.consumes.contains(entry_type);
        self.id != other.id && other.publishes.iter().any(consumed)
    }
}

impl From<&Definition> for Outline {
    fn from(definition: &Definition) -> Self {
        Self {
            id: definition.id.clone(),
            name: definition.name.clone(),
            subject_option: definition.subject_option.clone(),
            publishes: definition.publishes.clone(),
            consumes: definition.consumes.clone(),
            options: definition.options.clone(),
        }
    }
}
