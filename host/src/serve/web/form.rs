//! The form.

use askama::Template;
use axum::response::Html;
use serde_json::Value;

use super::fields::{Given, fields};
use super::render::render;
use crate::model::{Definition, OptionField, OptionType};

#[derive(Template)]
#[template(path = "web/form.html")]
struct Form<'a> {
    prefix: &'a str,
    name: &'a str,
    version: &'a str,
    problem: Option<&'a str>,
    fields: Vec<Field<'a>>,
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
    /// The `type` of the input.
    kind: &'static str,
}

/// The form with what was given filled in, and what is wrong with it.
pub(super) fn form(
    definition: &Definition,
    prefix: &str,
    given: &Given,
    problem: Option<&str>,
) -> Html<String> {
    render(&Form {
        prefix,
        name: &definition.name,
        version: &definition.version,
        problem,
        fields: fields(definition)
            .map(|field| Field::new(field, given))
            .collect(),
    })
}

impl<'a> Field<'a> {
    fn new(field: &'a OptionField, given: &Given) -> Self {
        Self {
            id: &field.id,
            label: &field.label,
            description: &field.description,
            placeholder: &field.placeholder,
            value: filled_in(field, given),
            choices: &field.choices,
            required: field.required,
            textarea: field.textarea || field.value_type == OptionType::Entries,
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
