//! Options of a definition.

use serde_json::{Map, Value, json};

use crate::model::{OptionField, OptionType};

/// An option; what is empty is left out.
pub(super) fn option(field: &OptionField) -> Value {
    let texts = [
        ("placeholder", &field.placeholder),
        ("description", &field.description),
        ("autoFill", &field.auto_fill),
    ];
    let flags = [
        ("required", field.required),
        ("secret", field.secret),
        ("textarea", field.textarea),
    ];
    let mut option = Map::new();
    option.insert("id".into(), json!(field.id));
    option.insert("type".into(), json!(word(field.value_type)));
    option.insert("label".into(), json!(field.label));
    for (name, text) in texts {
        if !text.is_empty() {
            option.insert(name.into(), json!(text));
        }
    }
    for (name, set) in flags {
        if set {
            option.insert(name.into(), json!(true));
        }
    }
    let default = field.default_value.as_ref();
    if let Some(default) = default.and_then(|default| default.read().ok()) {
        option.insert("default".into(), default);
    }
    if !field.choices.is_empty() {
        option.insert("choices".into(), json!(field.choices));
    }
    Value::Object(option)
}

fn word(value_type: OptionType) -> &'static str {
    match value_type {
        OptionType::Text | OptionType::Entries => "string",
        OptionType::Number => "number",
        OptionType::Unsigned => "uint",
        OptionType::Boolean => "bool",
    }
}
