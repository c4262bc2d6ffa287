//! From the fields of a form to options.

use serde_json::{Map, Value};

use super::Fields;
use crate::model::{Audience, Definition, OptionField, OptionType};
use crate::serve::reply::Problem;

/// What was filled in.
pub(super) type Given = Fields;

/// The fields that a visitor may fill in: not the administrator's.
pub(super) fn fields(definition: &Definition) -> impl Iterator<Item = &OptionField> {
    definition
        .options
        .iter()
        .filter(|field| field.audience != Audience::Admin)
}

/// The options: empty fields are left out, the checker reads text as numbers
/// where it wants them.
pub(super) fn options(definition: &Definition, given: &Given) -> Result<Value, Problem> {
    let mut options = Map::new();
    for field in fields(definition) {
        let text = given.get(&field.id).map_or("", |text| text.trim());
        if text.is_empty() {
            if field.required {
                return Err(Problem::Request(format!("{} is missing.", field.label)));
            }
            continue;
        }
        let value = match field.value_type {
            OptionType::Entries => serde_json::from_str(text)
                .map_err(|error| Problem::Request(format!("{}: not JSON: {error}", field.label)))?,
            OptionType::Boolean => Value::Bool(matches!(text, "true" | "on" | "1")),
            OptionType::Text | OptionType::Number | OptionType::Unsigned => {
                Value::String(text.to_owned())
            }
        };
        options.insert(field.id.clone(), value);
    }
    Ok(Value::Object(options))
}

/// What the check is about, for a heading.
pub(super) fn title(definition: &Definition, given: &Given) -> String {
    let domain = definition
        .options
        .iter()
        .find(|field| field.auto_fill == "domain_name")
        .and_then(|field| given.get(&field.id));
    let title = domain.map_or(definition.name.as_str(), |domain| domain.trim());
    title
        .chars()
        .filter(|letter| !letter.is_control())
        .take(255)
        .collect()
}
