//! What the checker is, for the platform.

use checker_kit::checker::{
    Audience, Availability, CheckerDefinition, Interval, OptionField, OptionType, Rule,
};

use crate::rules;

/// The checker's identifier and the key of its observation.
pub const ID: &str = "xmpp";
/// The type of the entries it publishes.
pub const ENTRY_TYPE: &str = "tls.endpoint.v1";
/// The key of the observations of others that it understands.
pub const RELATED_KEY: &str = "tls_probes";

const MINUTE: u64 = 60_000_000_000;

/// The definition.
pub fn definition() -> CheckerDefinition {
    CheckerDefinition {
        id: ID.to_owned(),
        name: "XMPP".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        availability: Availability {
            apply_to_domain: false,
            apply_to_service: true,
            limit_to_services: vec!["abstract.XMPP".to_owned()],
        },
        options: options(),
        rules: rules::ALL
            .iter()
            .map(|rule| Rule {
                name: rule.name.to_owned(),
                description: rule.description.to_owned(),
                severity: rule.severity,
            })
            .collect(),
        interval: Interval {
            min: 5 * MINUTE,
            max: 7 * 24 * 60 * MINUTE,
            default: 60 * MINUTE,
        },
        observation_key: ID.to_owned(),
        related_keys: vec![RELATED_KEY.to_owned()],
        publishes: vec![ENTRY_TYPE.to_owned()],
        consumes: Vec::new(),
        has_report: true,
        has_metrics: true,
        facts: vec![(
            "observation schema".to_owned(),
            crate::observation::SCHEMA.to_string(),
        )],
    }
}

fn options() -> Vec<OptionField> {
    vec![
        OptionField {
            id: "domain".into(),
            audience: Audience::Run,
            label: "Domain".into(),
            description: "XMPP domain (the part of an address after the @) to test.".into(),
            placeholder: "example.org".into(),
            required: true,
            auto_fill: "domain_name".into(),
            ..field()
        },
        OptionField {
            id: "mode".into(),
            audience: Audience::Run,
            label: "Mode".into(),
            description: "Which side to probe: c2s (client-to-server), s2s (server-to-server) or \
                          both."
                .into(),
            default_value: Some("\"both\"".into()),
            choices: ["both", "c2s", "s2s"].map(String::from).to_vec(),
            ..field()
        },
        OptionField {
            id: "timeout".into(),
            audience: Audience::Run,
            value_type: OptionType::Number,
            label: "Per-endpoint timeout (seconds)".into(),
            description: "Time budget for each probed endpoint, 1 to 60 seconds.".into(),
            placeholder: "10".into(),
            default_value: Some("10".into()),
            ..field()
        },
        OptionField {
            id: "from".into(),
            audience: Audience::Admin,
            label: "Sender of server-to-server streams".into(),
            description: "Domain that the prober claims to be. Never one that the target serves."
                .into(),
            placeholder: crate::settings::DEFAULT_FROM.into(),
            default_value: Some(format!("\"{}\"", crate::settings::DEFAULT_FROM)),
            ..field()
        },
    ]
}

fn field() -> OptionField {
    OptionField {
        id: String::new(),
        audience: Audience::Run,
        value_type: OptionType::Text,
        label: String::new(),
        description: String::new(),
        placeholder: String::new(),
        default_value: None,
        choices: Vec::new(),
        required: false,
        textarea: false,
        auto_fill: String::new(),
    }
}
