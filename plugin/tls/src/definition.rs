//! What the checker is, for the platform.

use checker_kit::checker::{
    Audience, Availability, CheckerDefinition, Interval, OptionField, OptionType, Rule,
};
use checker_kit::rules::option_field;

use crate::rules;

/// The checker's identifier.
pub const ID: &str = "tls";
/// The key of its observation.
pub const OBSERVATION_KEY: &str = "tls_probes";
/// The type of the entries it consumes.
pub const ENTRY_TYPE: &str = "tls.endpoint.v1";
/// The root store that is compiled in, with the last day on which it can have
/// been made: to be changed together with the pinned version in `Cargo.toml`.
pub const ROOT_STORE: &str =
    "Mozilla's root programme as of 2026-10-21 at the latest (webpki-roots 1.0.10)";

const MINUTE: u64 = 60_000_000_000;

/// The definition.
pub fn definition() -> CheckerDefinition {
    CheckerDefinition {
        id: ID.to_owned(),
        name: "TLS".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        availability: Availability {
            apply_to_domain: true,
            apply_to_service: false,
            limit_to_services: Vec::new(),
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
            default: 6 * 60 * MINUTE,
        },
        observation_key: OBSERVATION_KEY.to_owned(),
        related_keys: Vec::new(),
        publishes: Vec::new(),
        consumes: vec![ENTRY_TYPE.to_owned()],
        has_report: false,
        has_metrics: true,
        facts: vec![("root store".to_owned(), ROOT_STORE.to_owned())],
    }
}

fn options() -> Vec<OptionField> {
    vec![
        OptionField {
            value_type: OptionType::Entries,
            auto_fill: "discovery_entries".into(),
            ..option_field(
                "endpoints",
                "Endpoints",
                "The TLS endpoints that other checkers found.",
            )
        },
        OptionField {
            value_type: OptionType::Number,
            placeholder: "10000".into(),
            default_value: Some("10000".into()),
            ..option_field(
                "probeTimeoutMs",
                "Per-endpoint timeout (milliseconds)",
                "Time budget for each probed address, 100 to 60000 milliseconds.",
            )
        },
        OptionField {
            audience: Audience::Admin,
            placeholder: "-----BEGIN CERTIFICATE-----".into(),
            textarea: true,
            ..option_field(
                "trustedRoots",
                "Additional trusted roots",
                "Certificates of private authorities to trust, in PEM.",
            )
        },
    ]
}
