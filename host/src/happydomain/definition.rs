//! Definitions.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::option::option;
use crate::model::{Definition, Scope};

/// The definition in the form in which the platform knows it. What is built in
/// is said besides, under a name that the SDK does not look at.
pub fn definition(definition: &Definition) -> Value {
    let of = |scope: Scope| -> Vec<Value> {
        let fields = definition.options.iter();
        fields
            .filter(|field| field.scope == scope)
            .map(option)
            .collect()
    };
    let rules = definition.rules.iter();
    let rules = rules.map(|rule| json!({ "name": rule.name, "description": rule.description }));
    let build_info: BTreeMap<_, _> = definition.build_info.iter().cloned().collect();
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
            "adminOpts": of(Scope::Admin),
            "userOpts": of(Scope::User),
            "domainOpts": of(Scope::Domain),
            "serviceOpts": of(Scope::Service),
            "runOpts": of(Scope::Run),
        },
        "rules": rules.collect::<Vec<_>>(),
        "interval": {
            "min": nanoseconds(definition.interval.min),
            "max": nanoseconds(definition.interval.max),
            "default": nanoseconds(definition.interval.default),
        },
        "has_html_report": definition.has_report,
        "has_metrics": definition.has_metrics,
        "observationKeys": [definition.observation_key],
        "build_info": build_info,
    })
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Availability, Interval, Json, OptionField, OptionType, Rule, Status};

    fn field(id: &str, scope: Scope) -> OptionField {
        OptionField {
            id: id.into(),
            scope,
            value_type: OptionType::Text,
            label: id.to_uppercase(),
            description: String::new(),
            placeholder: String::new(),
            default_value: None,
            choices: Vec::new(),
            required: false,
            textarea: false,
            secret: false,
            auto_fill: String::new(),
        }
    }

    fn example() -> Definition {
        Definition {
            id: "probe".into(),
            name: "Probe".into(),
            version: "1.2.3".into(),
            availability: Availability {
                apply_to_domain: false,
                apply_to_service: true,
                limit_to_services: vec!["abstract.Probe".into()],
            },
            options: vec![
                OptionField {
                    required: true,
                    auto_fill: "domain_name".into(),
                    placeholder: "example.org".into(),
                    ..field("domain", Scope::Run)
                },
                OptionField {
                    value_type: OptionType::Number,
                    default_value: Some(Json::from(10u64)),
                    ..field("timeout", Scope::User)
                },
                OptionField {
                    secret: true,
                    ..field("token", Scope::Admin)
                },
            ],
            subject_option: Some("domain".into()),
            rules: vec![Rule {
                name: "probe.up".into(),
                description: "It is up.".into(),
                severity: Status::Crit,
            }],
            classes: Vec::new(),
            facts_schema: None,
            interval: Interval {
                min: Duration::from_secs(1),
                max: Duration::from_secs(3),
                default: Duration::from_secs(2),
            },
            observation_key: "probe".into(),
            related_keys: Vec::new(),
            publishes: Vec::new(),
            consumes: Vec::new(),
            denied_ports: Vec::new(),
            has_report: true,
            has_metrics: false,
            build_info: vec![("schema".into(), "2".into())],
        }
    }

    #[test]
    fn options_stand_under_their_scopes_and_empty_fields_are_left_out() {
        let form = definition(&example());
        assert_eq!(
            form["options"],
            json!({
                "adminOpts": [{"id": "token", "type": "string", "label": "TOKEN", "secret": true}],
                "userOpts": [{"id": "timeout", "type": "number", "label": "TIMEOUT", "default": 10}],
                "domainOpts": [],
                "serviceOpts": [],
                "runOpts": [{
                    "id": "domain", "type": "string", "label": "DOMAIN", "required": true,
                    "autoFill": "domain_name", "placeholder": "example.org",
                }],
            })
        );
    }

    #[test]
    fn intervals_are_in_nanoseconds() {
        assert_eq!(
            definition(&example())["interval"],
            json!({"min": 1_000_000_000, "max": 3_000_000_000_u64, "default": 2_000_000_000})
        );
    }
}
