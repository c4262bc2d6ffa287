//! What the checker is, for the platform.

use checker_kit::checker::{
    Audience, Availability, CheckerDefinition, Interval, OptionField, OptionType, Rule,
};
use checker_kit::rules::option_field;

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
            placeholder: "example.org".into(),
            required: true,
            auto_fill: "domain_name".into(),
            ..option_field(
                "domain",
                "Domain",
                "XMPP domain (the part of an address after the @) to test.",
            )
        },
        OptionField {
            default_value: Some("\"both\"".into()),
            choices: ["both", "c2s", "s2s"].map(String::from).to_vec(),
            ..option_field(
                "mode",
                "Mode",
                "Which side to probe: c2s (client-to-server), s2s (server-to-server) or both.",
            )
        },
        OptionField {
            value_type: OptionType::Number,
            placeholder: "10".into(),
            default_value: Some("10".into()),
            ..option_field(
                "timeout",
                "Per-endpoint timeout (seconds)",
                "Time budget for each probed endpoint, 1 to 60 seconds.",
            )
        },
        OptionField {
            audience: Audience::Admin,
            placeholder: crate::settings::DEFAULT_FROM.into(),
            default_value: Some(format!("\"{}\"", crate::settings::DEFAULT_FROM)),
            ..option_field(
                "from",
                "Sender of server-to-server streams",
                "Domain that the prober claims to be. Never one that the target serves.",
            )
        },
    ]
}
