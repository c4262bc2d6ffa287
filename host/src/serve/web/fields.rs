//! From the fields of a form to options.

use std::collections::BTreeMap;

use crate::model::{Definition, Json, OptionField, OptionType, Options, Scope};
use crate::serve::problem::Problem;

/// The most characters of a heading.
const MAX_TITLE: usize = 255;

/// What was filled in: the fields of a form or of a link.
pub(super) type Given = BTreeMap<String, String>;

/// The fields that a visitor may fill in: not the administrator's.
pub(super) fn fields(definition: &Definition) -> impl Iterator<Item = &OptionField> {
    definition
        .options
        .iter()
        .filter(|field| field.scope != Scope::Admin)
}

/// The options: empty fields are left out, the checker reads text as numbers
/// where it wants them.
pub(super) fn options(definition: &Definition, given: &Given) -> Result<Options, Problem> {
    let mut options = Options::new();
    for field in fields(definition) {
        let text = given.get(&field.id).map_or("", |text| text.trim());
        if text.is_empty() {
            if field.required {
                return Err(Problem::Request(format!("{} is missing.", field.label)));
            }
            continue;
        }
        options.set(&field.id, value(field, text)?);
    }
    Ok(options)
}

fn value(field: &OptionField, text: &str) -> Result<Json, Problem> {
    match field.value_type {
        OptionType::Entries => Json::parse(text)
            .map_err(|error| Problem::Request(format!("{}: {error}", field.label))),
        OptionType::Boolean => Ok(Json::from(matches!(text, "true" | "on" | "1"))),
        OptionType::Text | OptionType::Number | OptionType::Unsigned => Ok(Json::from(text)),
    }
}

/// What the check is about, for a heading.
pub(super) fn title(definition: &Definition, given: &Given) -> String {
    let subject = definition.subject_option.as_ref();
    let subject = subject.and_then(|id| given.get(id));
    let title = subject.map_or(definition.name.as_str(), |subject| subject.trim());
    title
        .chars()
        .filter(|letter| !letter.is_control())
        .take(MAX_TITLE)
        .collect()
}
