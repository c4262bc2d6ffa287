//! The option that holds what other checkers published.

use std::collections::BTreeMap;

use checker_kit::checker::{OptionField, OptionType};
use checker_kit::contract::ErrorCode;
use checker_kit::definition::option_field;
use checker_kit::options::{Options, invalid};
use checker_kit::shared::entries::tls_endpoints;
use checker_kit::shared::tls_endpoint::{TlsEndpoint, Unreadable};
use rustls::pki_types::ServerName;

/// The option's identifier.
const OPTION: &str = "endpoints";
/// What a person types who has no other checker to find endpoints.
const EXAMPLE: &str = r#"[{"type": "tls.endpoint.v1", "ref": "xmpp.example.org:5223", "payload": {"host": "xmpp.example.org", "port": 5223, "sni": "example.org", "starttls": "", "require_starttls": false}}]"#;
/// The most endpoints looked at.
const MAX_ENDPOINTS: usize = 64;
/// The most entries that cannot be read and are named.
const MAX_UNREADABLE: usize = 64;

/// The entries that were handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    /// The endpoints by reference.
    pub endpoints: BTreeMap<String, TlsEndpoint>,
    /// Entries that cannot be read, by reference.
    pub unreadable: BTreeMap<String, Unreadable>,
    /// How many entries there are beyond those.
    pub left_out: usize,
}

impl Entries {
    /// Reads the option.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] where nobody has handed over endpoints, not
    /// even none.
    pub fn read(options: &Options) -> Result<Self, ErrorCode> {
        let Some(items) = options.array(OPTION)? else {
            return Err(invalid(OPTION, "", "the entries of other checkers"));
        };
        let mut entries = Self::default();
        for handed in tls_endpoints(items) {
            match handed.endpoint.and_then(usable) {
                Ok(endpoint) => drop(entries.endpoints.insert(handed.r#ref, endpoint)),
                Err(why) => drop(entries.unreadable.insert(handed.r#ref, why)),
            }
        }
        entries.left_out = cut(&mut entries.endpoints, MAX_ENDPOINTS)
            + cut(&mut entries.unreadable, MAX_UNREADABLE);
        Ok(entries)
    }

    /// The option, as a definition declares it.
    pub fn field() -> OptionField {
        OptionField {
            value_type: OptionType::Entries,
            required: true,
            auto_fill: "discovery_entries".into(),
            placeholder: EXAMPLE.into(),
            ..option_field(
                OPTION,
                "Endpoints",
                "The TLS endpoints that other checkers found.",
            )
        }
    }

    /// Whether nothing was handed over, not even what cannot be read.
    pub fn is_empty(&self) -> bool {
        self.endpoints.is_empty() && self.unreadable.is_empty()
    }

    /// The endpoints with their references.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &TlsEndpoint)> {
        let endpoints = self.endpoints.iter();
        endpoints.map(|(reference, entry)| (reference.as_str(), entry))
    }
}

/// An endpoint whose name TLS can ask for.
fn usable(endpoint: TlsEndpoint) -> Result<TlsEndpoint, Unreadable> {
    if ServerName::try_from(endpoint.name()).is_ok() {
        return Ok(endpoint);
    }
    let member = match endpoint.sni.is_empty() {
        true => "host",
        false => "sni",
    };
    Err(Unreadable::Unusable {
        member: member.to_owned(),
        problem: "not a name in A-label form".to_owned(),
    })
}

/// Takes the last ones out until `max` are left, and counts them.
fn cut<T>(map: &mut BTreeMap<String, T>, max: usize) -> usize {
    let excess = map.len().saturating_sub(max);
    for _ in 0..excess {
        map.pop_last();
    }
    excess
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(options: &Value) -> Result<Entries, ErrorCode> {
        Entries::read(&Options::parse(&options.to_string())?)
    }

    fn refused(options: &Value) -> (String, String) {
        match read(options) {
            Err(ErrorCode::InvalidOption(option)) => (option.id, option.value),
            other => panic!("{options} gives {other:?}"),
        }
    }

    fn entry(reference: &str, host: &str) -> Value {
        json!({ "type": "tls.endpoint.v1", "ref": reference,
            "payload": { "host": host, "port": 5223 } })
    }

    #[test]
    fn endpoints_are_taken_by_reference() {
        let entries = read(&json!({ "endpoints": [entry("one", "im.example.org")] })).unwrap();
        assert_eq!(entries.endpoints["one"].host, "im.example.org");
        assert_eq!(entries.left_out, 0);
        assert!(!entries.is_empty());
    }

    #[test]
    fn that_nobody_has_handed_over_endpoints_is_not_that_there_are_none() {
        assert!(read(&json!({ "endpoints": [] })).unwrap().is_empty());
        let missing = ("endpoints".to_owned(), String::new());
        assert_eq!(refused(&json!({})), missing);
        assert_eq!(refused(&json!({ "endpoints": null })), missing);
        assert_eq!(refused(&json!({ "endpoints": 7 })).0, "endpoints");
    }

    #[test]
    fn what_cannot_be_read_or_asked_for_is_kept_with_the_reason() {
        let unnamed = json!({ "type": "tls.endpoint.v1", "ref": "b", "payload": {} });
        let handed = json!([
            entry("a", "im example"),
            unnamed,
            entry("c", "im.example.org")
        ]);
        let entries = read(&json!({ "endpoints": handed })).unwrap();
        assert_eq!(entries.endpoints.keys().collect::<Vec<_>>(), ["c"]);
        let reasons: Vec<String> = entries
            .unreadable
            .values()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            reasons,
            [
                "the member \"host\" of its payload cannot be used: not a name in A-label form",
                "its payload lacks the member \"host\"",
            ]
        );
    }

    #[test]
    fn more_than_can_be_looked_at_is_counted() {
        let handed: Vec<Value> = (0..70)
            .map(|n| entry(&n.to_string(), "a.example"))
            .collect();
        let entries = read(&json!({ "endpoints": handed })).unwrap();
        assert_eq!(entries.endpoints.len(), MAX_ENDPOINTS);
        assert_eq!(entries.left_out, 6);
    }
}
