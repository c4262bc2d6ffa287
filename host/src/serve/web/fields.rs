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
        OptionType::Entries => {
            Json::parse(text).map_err(|error| Problem::Request(format!("{}: {error}", field.label)))
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    fn given(fields: &[(&str, &str)]) -> Given {
        let fields = fields.iter();
        fields
            .map(|(id, text)| (id.to_string(), text.to_string()))
            .collect()
    }

    #[test]
    fn empty_fields_are_left_out_and_a_required_one_is_asked_for() {
        let definition = example::definition();
        let filled = given(&[("domain", " a.example "), ("timeout", ""), ("token", "t")]);
        // The token is the administrator's.
        let options = options(&definition, &filled).unwrap();
        assert_eq!(options.to_json(), r#"{"domain":"a.example"}"#);
        let missing = super::options(&definition, &given(&[("domain", " ")]));
        assert_eq!(missing.unwrap_err().to_string(), "DOMAIN is missing.");
    }

    #[test]
    fn a_field_for_entries_takes_json() {
        let mut definition = example::definition();
        definition.options[1].value_type = OptionType::Entries;
        let with = |text| options(&definition, &given(&[("domain", "a"), ("timeout", text)]));
        assert_eq!(
            with("[1]").unwrap().to_json(),
            r#"{"domain":"a","timeout":[1]}"#
        );
        assert!(with("[1").unwrap_err().to_string().starts_with("TIMEOUT: "));
    }

    #[test]
    fn the_heading_is_what_is_checked_without_control_characters() {
        let mut definition = example::definition();
        let filled = given(&[("domain", " a\u{1b}.example")]);
        assert_eq!(title(&definition, &filled), "a.example");
        definition.subject_option = None;
        assert_eq!(title(&definition, &filled), "Probe");
    }
}
