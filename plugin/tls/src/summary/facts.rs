//! What surveys count.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::case::{Case, Endpoint, Shown};

/// The JSON Schema of the facts.
pub const SCHEMA: &str = include_str!("facts.schema.json");

/// What surveys count of a deployment's TLS.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Facts of the TLS checker"))]
struct Facts<'a> {
    /// How many endpoints were handed over and could be read.
    endpoints: usize,
    /// At how many of them there was a TLS handshake.
    secured: usize,
    /// Whether every certificate shown is valid for its endpoint at the moment
    /// of the verdict; absent where none was shown or one could not be
    /// validated.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid: Option<bool>,
    /// The TLS versions that were agreed.
    tls_versions: BTreeSet<&'a str>,
    /// The cipher suites that were agreed, by their IANA names.
    cipher_suites: BTreeSet<&'a str>,
    /// The application protocols that were agreed (RFC 7301).
    alpn: BTreeSet<&'a str>,
    /// The keys of the servers' certificates: algorithm and bits.
    keys: BTreeSet<String>,
    /// The issuers of the servers' certificates, as distinguished names.
    issuers: BTreeSet<&'a str>,
    /// The whole days that the servers' certificates are valid for.
    lifetimes_days: BTreeSet<i64>,
}

pub(super) fn facts(case: &Case) -> String {
    // Strings, numbers and truth values always have a JSON form.
    serde_json::to_string(&Facts::of(case)).unwrap_or_else(|_| "{}".to_owned())
}

impl<'a> Facts<'a> {
    fn of(case: &'a Case) -> Self {
        let addresses = || {
            case.endpoints
                .iter()
                .flat_map(|endpoint| &endpoint.addresses)
        };
        let agreed = || addresses().filter_map(|address| address.agreed.as_ref());
        let shown = || case.endpoints.iter().flat_map(Endpoint::shown);
        Self {
            endpoints: case.endpoints.len(),
            secured: case
                .endpoints
                .iter()
                .filter(|endpoint| endpoint.is_secured())
                .count(),
            valid: valid(&shown().collect::<Vec<_>>(), case.judged_at),
            tls_versions: agreed().map(|agreed| agreed.version.as_str()).collect(),
            cipher_suites: agreed()
                .map(|agreed| agreed.cipher_suite.as_str())
                .collect(),
            alpn: agreed()
                .filter_map(|agreed| agreed.alpn.as_deref())
                .collect(),
            keys: shown()
                .map(|shown| format!("{} {}", shown.leaf.key.algorithm, shown.leaf.key.bits))
                .collect(),
            issuers: shown().map(|shown| shown.leaf.issuer.as_str()).collect(),
            lifetimes_days: shown()
                .map(|shown| shown.leaf.not_after.saturating_sub(shown.leaf.not_before) / 86_400)
                .collect(),
        }
    }
}

fn valid(shown: &[&Shown], judged_at: i64) -> Option<bool> {
    if shown.is_empty() {
        return None;
    }
    let verdicts = || {
        let shown = shown.iter();
        shown.map(|one| Some(one.chain_valid(judged_at)? && one.names_endpoint))
    };
    match verdicts().any(|verdict| verdict == Some(false)) {
        true => Some(false),
        false => verdicts().all(|verdict| verdict.is_some()).then_some(true),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use schemars::generate::SchemaSettings;
    use serde_json::{Value, json};

    use super::*;
    use crate::lab::{Lab, Leaf};

    /// `UPDATE_SCHEMAS=1 cargo test -p checker-tls-plugin schema` writes the
    /// schema anew.
    const UPDATE: &str = "UPDATE_SCHEMAS";

    #[test]
    fn the_schema_is_that_of_the_type() -> Result<(), Box<dyn Error>> {
        let schema = SchemaSettings::draft2020_12()
            .into_generator()
            .into_root_schema_for::<Facts>();
        let generated = format!("{}\n", serde_json::to_string_pretty(&schema)?);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/summary/facts.schema.json");
        if std::env::var_os(UPDATE).is_some() {
            std::fs::write(file, &generated)?;
        }
        let committed = std::fs::read_to_string(file)?;
        assert!(
            committed == generated,
            "facts.schema.json is not what the type says; write it anew with\n  \
             {UPDATE}=1 cargo test -p checker-tls-plugin schema\nThe type says:\n{generated}"
        );
        Ok(())
    }

    #[test]
    fn a_deployment_is_told_in_a_few_values() {
        let facts: Value = serde_json::from_str(&facts(&Lab::sound().case())).unwrap();
        assert_eq!(
            facts,
            json!({
                "endpoints": 1, "secured": 1, "valid": true,
                "tls_versions": ["TLSv1.3"], "cipher_suites": ["TLS_AES_128_GCM_SHA256"],
                "alpn": [], "keys": ["ECDSA 256"], "issuers": ["CN=Test Root"],
                "lifetimes_days": [90],
            })
        );
    }

    #[test]
    fn validity_is_that_of_all_certificates() {
        let valid = |lab: &Lab| Facts::of(&lab.case()).valid;
        assert_eq!(valid(&Lab::empty()), None);
        assert_eq!(valid(&Lab::sound()), Some(true));
        let mut lab = Lab::sound();
        lab.add_address("one", &[Leaf::sound().self_signed()]);
        assert_eq!(valid(&lab), Some(false));
        let other = Leaf {
            names: &["example.net"],
            ..Leaf::sound()
        };
        assert_eq!(valid(&Lab::issued(&other)), Some(false));
    }
}
