//! What the checker is, for the platform.

use checker_kit::checker::{OptionField, OptionType, Scope};
use checker_kit::definition::{Definition, option_field};
use checker_kit::shared::dane_probes;
use checker_kit::shared::sender;
use checker_kit::shared::tls_endpoint::ENTRY_TYPE;
use checker_kit::shared::tls_probes;
use checker_kit::shared::whole;
use checker_stream::denied_ports::DENIED_PORTS;

use crate::mode::Mode;
use crate::observation::SCHEMA;
use crate::own_certificate::{CERTIFICATE, KEY};
use crate::settings::DEFAULT_TIMEOUT;
use crate::summary::{CLASSES, FACTS_SCHEMA};

/// The checker's identifier and the key of its observation.
const ID: &str = "xmpp";

/// The definition.
pub fn definition() -> Definition {
    Definition {
        id: ID,
        name: "XMPP",
        version: env!("CARGO_PKG_VERSION"),
        services: &["abstract.XMPP"],
        options: options(),
        subject_option: Some("domain"),
        time_option: Some(whole::OPTION),
        classes: CLASSES,
        facts_schema: Some(FACTS_SCHEMA),
        observation_key: ID,
        related_keys: &[tls_probes::KEY, dane_probes::KEY],
        publishes: &[ENTRY_TYPE],
        denied_ports: DENIED_PORTS,
        has_report: true,
        has_metrics: true,
        build_info: vec![("observation schema", SCHEMA.to_string())],
        ..Definition::default()
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
            placeholder: "chat".into(),
            auto_fill: "subdomain".into(),
            ..option_field(
                "subdomain",
                "Subdomain",
                "Where the service is below the domain; nothing or @ for the domain itself.",
            )
        },
        OptionField {
            scope: Scope::User,
            default_value: Some("\"both\"".into()),
            choices: Mode::CHOICES
                .iter()
                .map(|(word, _)| (*word).to_owned())
                .collect(),
            ..option_field(
                "mode",
                "Mode",
                "Which side to probe: c2s (client-to-server), s2s (server-to-server) or both.",
            )
        },
        OptionField {
            scope: Scope::User,
            value_type: OptionType::Number,
            placeholder: DEFAULT_TIMEOUT.to_string(),
            default_value: Some(DEFAULT_TIMEOUT.to_string()),
            ..option_field(
                "timeout",
                "Per-endpoint timeout (seconds)",
                "Time budget for each probed endpoint, 1 to 60 seconds.",
            )
        },
        whole::field(),
        sender::field(),
        secret_pem(
            CERTIFICATE,
            "Certificate of the sender (PEM)",
            "Certificate of the sender's domain with what is between it and the root: servers that \
             ask for one are shown it, and SASL EXTERNAL is tried with it. Needs the key and the \
             sender.",
        ),
        secret_pem(
            KEY,
            "Private key of that certificate (PEM)",
            "Its private key without a passphrase. Use a key made for probing alone, best an EC \
             one (P-256): it is not guarded against side channels.",
        ),
    ]
}

/// PEM that the operator alone gives and nobody sees again.
fn secret_pem(id: &str, label: &str, description: &str) -> OptionField {
    OptionField {
        scope: Scope::Admin,
        textarea: true,
        secret: true,
        ..option_field(id, label, description)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use checker_kit::options::Options;
    use serde_json::{Map, Value};

    #[test]
    fn the_defaults_that_a_form_shows_are_those_that_hold() {
        let mut shown = Map::new();
        for field in options() {
            if let Some(default) = field.default_value {
                shown.insert(field.id, serde_json::from_str(&default).unwrap());
            }
        }
        shown.insert("domain".into(), "example.org".into());
        let parse = |options: &Value| {
            let options = Options::parse(&options.to_string()).unwrap();
            Settings::parse(&options, |_| true).unwrap()
        };
        let bare = serde_json::json!({ "domain": "example.org" });
        assert_eq!(parse(&Value::Object(shown)), parse(&bare));
    }

    #[test]
    fn what_a_user_sets_is_stored_and_the_sender_is_the_operators() {
        let scopes: Vec<(String, Scope)> = options()
            .into_iter()
            .map(|field| (field.id, field.scope))
            .collect();
        let expected = [
            ("domain", Scope::Run),
            ("subdomain", Scope::Run),
            ("mode", Scope::User),
            ("timeout", Scope::User),
            ("maxDuration", Scope::User),
            ("from", Scope::Admin),
            ("certificate", Scope::Admin),
            ("key", Scope::Admin),
        ];
        let expected = expected.map(|(id, scope)| (id.to_owned(), scope));
        assert_eq!(scopes, expected);
    }

    #[test]
    fn only_the_certificate_and_its_key_are_secret() {
        let secret = options().into_iter().filter(|field| field.secret);
        let ids: Vec<String> = secret.map(|field| field.id).collect();
        assert_eq!(ids, ["certificate", "key"]);
    }
}
