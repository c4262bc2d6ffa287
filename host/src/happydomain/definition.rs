//! Definitions.

use serde_json::{Value, json};

use crate::model::{Audience, Definition, OptionField, OptionType};

/// The definition in the form in which the platform knows it.
pub fn definition(definition: &Definition) -> Value {
    let of = |audience: &Audience| -> Vec<Value> {
        let fields = definition
            .options
            .iter()
            .filter(|field| field.audience == *audience);
        fields.map(option_to_json).collect()
    };
    json!({
        "id": definition.id,
        "name": definition.name,
        "version": definition.version,
        "availability": {
            "applyToDomain": definition.availability.apply_to_domain,
            "applyToService": definition.availability.apply_to_service,
            "limitToServices": definition.availability.limit_to_services,
        },
        "options": {
            "adminOpts": of(&Audience::Admin),
            "userOpts": of(&Audience::User),
            "domainOpts": of(&Audience::Domain),
            "serviceOpts": of(&Audience::Service),
            "runOpts": of(&Audience::Run),
        },
        "rules": definition.rules.iter().map(|rule| json!({
            "name": rule.name,
            "description": rule.description,
        })).collect::<Vec<_>>(),
        "interval": {
            "min": definition.interval.min,
            "max": definition.interval.max,
            "default": definition.interval.default,
        },
        "has_html_report": definition.has_report,
        "has_metrics": definition.has_metrics,
        "observationKeys": [definition.observation_key],
        "facts": definition.facts.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
    })
}

fn option_to_json(field: &OptionField) -> Value {
    let word = match field.value_type {
        OptionType::Text | OptionType::Entries => "string",
        OptionType::Number => "number",
        OptionType::Unsigned => "uint",
        OptionType::Boolean => "bool",
    };
    let mut option = json!({ "id": field.id, "type": word, "label": field.label });
    let mut set = |name: &str, value: Value| {
        option[name] = value;
    };
    if !field.description.is_empty() {
        set("description", json!(field.description));
    }
    if !field.placeholder.is_empty() {
        set("placeholder", json!(field.placeholder));
    }
    if let Some(default) = field.default_value.as_deref() {
        set(
            "default",
            serde_json::from_str(default).unwrap_or(Value::Null),
        );
    }
    if !field.choices.is_empty() {
        set("choices", json!(field.choices));
    }
    if field.required {
        set("required", json!(true));
    }
    if field.textarea {
        set("textarea", json!(true));
    }
    if !field.auto_fill.is_empty() {
        set("autoFill", json!(field.auto_fill));
    }
    option
}
