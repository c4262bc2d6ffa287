//! The form.

use askama::Template;
use axum::response::Html;
use serde_json::Value;

use super::again::encoded;
use super::fields::{Given, fields};
use super::render::render;
use super::words::kept_for;
use crate::model::{Definition, OptionField, OptionType};
use crate::serve::mount::Mount;

#[derive(Template)]
#[template(path = "web/form.html")]
struct Form<'a> {
    prefix: &'a str,
    name: &'a str,
    version: &'a str,
    problem: Option<&'a str>,
    fields: Vec<Field<'a>>,
    simulated: Vec<Simulated<'a>>,
    is_kept: bool,
    kept_for: String,
}

/// Something to check on a simulated network.
struct Simulated<'a> {
    name: &'a str,
    about: &'a str,
    /// The query that fills it in, where it is typed in.
    query: Option<String>,
}

struct Field<'a> {
    id: &'a str,
    label: &'a str,
    description: &'a str,
    placeholder: &'a str,
    value: String,
    choices: &'a [String],
    required: bool,
    textarea: bool,
    /// The query that fills in the placeholder, of a field that is too much to be
    /// thought of without an example.
    example: Option<String>,
    /// The `type` of the input.
    kind: &'static str,
}

/// The form with what was given filled in, and what is wrong with it.
pub(super) fn form(
    mount: &Mount,
    definition: &Definition,
    given: &Given,
    problem: Option<&str>,
) -> Html<String> {
    let subject = definition.subject_option.as_deref();
    let simulated = mount.service.settings.simulated.iter();
    render(&Form {
        prefix: &mount.prefix,
        name: &definition.name,
        version: &definition.version,
        problem,
        fields: fields(definition)
            .map(|field| Field::new(field, given))
            .collect(),
        simulated: simulated
            .map(|one| Simulated {
                name: &one.name,
                about: &one.about,
                query: subject.map(|id| format!("{}={}", encoded(id), encoded(&one.name))),
            })
            .collect(),
        is_kept: mount.service.archive.is_some(),
        kept_for: kept_for(mount),
    })
}

impl<'a> Field<'a> {
    fn new(field: &'a OptionField, given: &Given) -> Self {
        let textarea = field.textarea || field.value_type == OptionType::Entries;
        let has_example = textarea && !field.placeholder.is_empty();
        Self {
            id: &field.id,
            label: &field.label,
            description: &field.description,
            placeholder: &field.placeholder,
            value: filled_in(field, given),
            choices: &field.choices,
            required: field.required,
            textarea,
            example: has_example
                .then(|| format!("{}={}", encoded(&field.id), encoded(&field.placeholder))),
            kind: match field.value_type {
                _ if field.secret => "password",
                OptionType::Number | OptionType::Unsigned => "number",
                OptionType::Boolean => "checkbox",
                OptionType::Text | OptionType::Entries => "text",
            },
        }
    }
}

/// What was given, else the default. A secret is not shown again.
fn filled_in(field: &OptionField, given: &Given) -> String {
    if field.secret {
        return String::new();
    }
    match given.get(&field.id) {
        Some(given) => given.clone(),
        None => default(field),
    }
}

/// The default as it is typed.
fn default(field: &OptionField) -> String {
    let value = field.default_value.as_ref();
    match value.and_then(|value| value.read().ok()) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
    }
}
