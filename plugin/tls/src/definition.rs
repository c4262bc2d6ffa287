//! What the checker is, for the platform.

use checker_kit::checker::{OptionField, OptionType, Scope};
use checker_kit::definition::{Definition, option_field};
use checker_kit::shared::{sender, tls_endpoint, tls_probes, whole};
use checker_stream::denied_ports::DENIED_TO_ALL;
use checker_stream::endpoints::{Entries, Times};

use crate::summary;

/// The root store that is compiled in, with the last day on which it can have
/// been made: to be changed together with the pinned version in `Cargo.toml`.
/// A file of its own, since whoever bundles the checker says it, too, without
/// running it.
const ROOT_STORE: &str = include_str!("../root-store.txt").trim_ascii_end();

/// The definition.
pub(crate) fn definition() -> Definition {
    Definition {
        id: "tls",
        name: "TLS",
        version: env!("CARGO_PKG_VERSION"),
        options: options(),
        time_option: Some(whole::OPTION),
        classes: summary::CLASSES,
        facts_schema: Some(summary::FACTS_SCHEMA),
        interval_minutes: (5, 7 * 24 * 60, 6 * 60),
        observation_key: tls_probes::KEY,
        consumes: &[tls_endpoint::ENTRY_TYPE],
        denied_ports: DENIED_TO_ALL,
        has_metrics: true,
        build_info: vec![("root store", ROOT_STORE.to_owned())],
        ..Definition::default()
    }
}

fn options() -> Vec<OptionField> {
    let [timeout, whole] = Times::fields();
    vec![
        Entries::field(),
        timeout,
        whole,
        sender::field(),
        days(
            "warnDays",
            "Warn before expiry (days)",
            "Days before the end of a certificate from which to warn. Without a value: less than a \
             quarter of its lifetime, and less than 30 days.",
            "14",
        ),
        days(
            "critDays",
            "Critical before expiry (days)",
            "Days before the end of a certificate from which that is critical. Without a value: \
             less than a tenth of its lifetime, and less than 7 days.",
            "3",
        ),
        OptionField {
            scope: Scope::Admin,
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

fn days(id: &str, label: &str, description: &str, placeholder: &str) -> OptionField {
    OptionField {
        scope: Scope::User,
        value_type: OptionType::Number,
        placeholder: placeholder.to_owned(),
        ..option_field(id, label, description)
    }
}
