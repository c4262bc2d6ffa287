//! What some checker could say of itself, for tests.

use std::time::Duration;

use crate::model::{
    Availability, Definition, Interval, Json, OptionField, OptionType, Rule, Scope, Status,
};

/// A checker of domains with an option of each kind.
pub(crate) fn definition() -> Definition {
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
        time_option: None,
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

/// An optional text.
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
