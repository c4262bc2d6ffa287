//! The observation `tls_probes`: what a TLS checker found at the endpoints
//! that others published.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::issue::issues;
use super::lenient;
use crate::contract::{Related, Status};
use crate::state::Finding;

pub use super::issue::{Issue, Severity};

/// The key of the observation.
pub const KEY: &str = "tls_probes";

/// The most probes taken.
const MAX_PROBES: usize = 256;
/// The most addresses taken of one probe.
const MAX_ADDRESSES: usize = 64;
/// The most certificates of one chain, for whoever writes and reads it.
pub const MAX_LINKS: usize = 8;

/// What was found, by the reference of the entry.
///
/// A reader takes what it can: members of another type are absent, texts are
/// cut after 1000 characters, issues after 50, addresses after 64, probes after
/// 256, chains after 8 certificates. Members that are not described here belong
/// to the checker that wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "tls_probes"))]
pub struct Probes {
    /// One for each entry that was looked at.
    #[serde(default, deserialize_with = "probes")]
    pub probes: BTreeMap<String, Probe>,
    /// Why there are none, where the observation could not be made.
    #[serde(
        default,
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub error: Option<String>,
}

/// What was found at one endpoint, over all its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probe {
    /// The host that the entry names.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub host: Option<String>,
    /// The port that the entry names.
    #[serde(
        deserialize_with = "lenient::port",
        skip_serializing_if = "Option::is_none"
    )]
    pub port: Option<u16>,
    /// Host and port, for people.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub endpoint: Option<String>,
    /// How TLS begins: `tls`, or `starttls-` and the dialect.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub r#type: Option<String>,
    /// The TLS version that was agreed: `TLSv1.3`. Absent: no handshake.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub tls_version: Option<String>,
    /// The cipher suite that was agreed, by its IANA name.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub cipher_suite: Option<String>,
    /// Whether the certificate is for the name, at every address that showed
    /// one.
    #[serde(
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    pub hostname_match: Option<bool>,
    /// Whether the chain leads to a trusted root, at every address that showed
    /// one.
    #[serde(
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    pub chain_valid: Option<bool>,
    /// The earliest end of validity among the certificates, RFC 3339.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub not_after: Option<String>,
    /// What is wrong, worst first.
    #[serde(deserialize_with = "issues")]
    pub issues: Vec<Issue>,
    /// Each address by itself.
    #[serde(deserialize_with = "addresses", skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
}

/// What was found at one address of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// The IP address, without brackets.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub address: IpAddr,
    /// The TLS version that was agreed. Absent: no handshake.
    #[serde(
        default,
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub tls_version: Option<String>,
    /// The SHA-256 of the server's certificate in hexadecimal.
    #[serde(
        default,
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub certificate_sha256: Option<String>,
    /// Whether the certificate is for the name.
    #[serde(
        default,
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    pub hostname_match: Option<bool>,
    /// Whether the chain leads to a trusted root.
    #[serde(
        default,
        deserialize_with = "lenient::truth",
        skip_serializing_if = "Option::is_none"
    )]
    pub chain_valid: Option<bool>,
    /// The end of the certificate's validity, RFC 3339.
    #[serde(
        default,
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub not_after: Option<String>,
    /// The certificates that the server sent, its own first.
    #[serde(
        default,
        deserialize_with = "chain",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub chain: Vec<Link>,
}

/// A certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Link {
    /// Whose it is: the subject's distinguished name.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub subject: Option<String>,
    /// Who vouches for it: the issuer's distinguished name.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub issuer: Option<String>,
    /// The end of its validity, RFC 3339.
    #[serde(
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub not_after: Option<String>,
}

/// What others found at the entries of a check, wherever it can be read.
pub fn among(related: &[Related]) -> Vec<Probe> {
    let observations = related.iter().filter(|one| one.key == KEY);
    observations
        .filter_map(|one| Probes::read(&one.data).ok())
        .flat_map(|observation| observation.probes.into_values())
        .collect()
}

impl Probe {
    /// What was found as findings of another checker's rule: each issue, or that
    /// there is none.
    pub fn findings(&self, rule: &'static str) -> Vec<Finding> {
        let at = self.endpoint.clone().unwrap_or_default();
        if self.issues.is_empty() {
            let sound = Finding::new(Status::Ok, rule, "ok", "Nothing is wrong with TLS.");
            return vec![sound.subject(at)];
        }
        let issues = self.issues.iter();
        issues
            .map(|issue| issue.finding(rule).subject(at.clone()))
            .collect()
    }
}

impl Probes {
    /// Reads an observation, whoever made it.
    ///
    /// # Errors
    ///
    /// Where it is not JSON.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        lenient::object(text)
    }
}

fn addresses<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Address>, D::Error> {
    lenient::objects(input, MAX_ADDRESSES)
}

/// What is no certificate leaves a gap, so that no other takes its place.
fn chain<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Link>, D::Error> {
    let Value::Array(links) = Value::deserialize(input)? else {
        return Ok(Vec::new());
    };
    let read = links
        .into_iter()
        .take(MAX_LINKS)
        .map(|link| Link::deserialize(link).unwrap_or_default());
    Ok(read.collect())
}

fn probes<'de, D: Deserializer<'de>>(input: D) -> Result<BTreeMap<String, Probe>, D::Error> {
    lenient::named_objects(input, MAX_PROBES)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::issue::MAX_ISSUES;
    use super::super::lenient::MAX_TEXT;
    use super::*;
    use crate::contract::State;

    fn read(observation: &Value) -> Probes {
        Probes::read(&observation.to_string()).unwrap()
    }

    #[test]
    fn what_was_found_is_a_finding_under_its_cause() {
        let data = json!({ "probes": { "a": { "endpoint": "a:993", "issues": [
            { "severity": "crit", "code": "expired", "message": "Expired.", "cause": "c" },
        ] }, "b": { "endpoint": "b:993" } } });
        let related = |key: &str| Related {
            checker: "tls".into(),
            key: key.into(),
            data: data.to_string(),
            collected_at: 0,
            ref_: String::new(),
        };
        let probes = among(&[related("other"), related(KEY)]);
        let findings = probes.iter().flat_map(|probe| probe.findings("imap.tls"));
        let states: Vec<State> = findings.map(State::from).collect();
        let codes: Vec<&str> = states.iter().map(|state| &*state.code).collect();
        assert_eq!(codes, ["imap.tls.expired", "imap.tls.ok"]);
        assert_eq!(states[0].cause.as_deref(), Some("c"));
        assert_eq!(states[0].subject.as_deref(), Some("a:993"));
        assert_eq!(states[1].cause, None);
    }

    fn read_one(probe: Value) -> Probe {
        let probes = read(&json!({ "probes": { "a": probe } })).probes;
        probes.into_values().next().unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let issue = Issue {
            severity: Severity::Crit,
            code: "expired".into(),
            message: "The certificate expired.".into(),
            fix: Some("Renew it.".into()),
            rule: Some("tls.expiry".into()),
            cause: Some("certificate-expired:00ff".into()),
        };
        let probe = Probe {
            host: Some("im.example.org".into()),
            port: Some(5222),
            endpoint: Some("im.example.org:5222".into()),
            r#type: Some("starttls-xmpp-client".into()),
            tls_version: Some("TLSv1.3".into()),
            cipher_suite: Some("TLS_AES_128_GCM_SHA256".into()),
            hostname_match: Some(true),
            chain_valid: Some(false),
            not_after: Some("2026-01-01T00:00:00Z".into()),
            issues: vec![issue],
            addresses: vec![Address {
                address: "192.0.2.1".parse().unwrap(),
                tls_version: Some("TLSv1.3".into()),
                certificate_sha256: Some("00ff".into()),
                hostname_match: Some(true),
                chain_valid: Some(false),
                not_after: Some("2026-01-01T00:00:00Z".into()),
                chain: vec![Link {
                    subject: Some("CN=im.example.org".into()),
                    issuer: Some("CN=Root".into()),
                    not_after: Some("2026-01-01T00:00:00Z".into()),
                }],
            }],
        };
        let probes = Probes {
            probes: BTreeMap::from([("one".to_owned(), probe)]),
            error: None,
        };
        let text = serde_json::to_string(&probes).unwrap();
        assert_eq!(Probes::read(&text).unwrap(), probes);
    }

    #[test]
    fn what_has_the_wrong_type_is_absent() {
        let garbage = json!({
            "host": 7, "port": 70000, "endpoint": "", "type": [], "tls_version": {},
            "cipher_suite": null, "hostname_match": "true", "chain_valid": 1, "not_after": false,
            "issues": "none", "addresses": [1, {}, { "address": "im.example.org" }], "of_another_checker": [1],
        });
        assert_eq!(read_one(garbage), Probe::default());
        let probes = read(&json!({ "probes": { "a": 1, "b": [], "c": {} }, "error": 7 }));
        assert_eq!(probes.probes.keys().collect::<Vec<_>>(), ["c"]);
        assert_eq!(probes.error, None);
        assert_eq!(read(&json!({ "probes": [] })), Probes::default());
        assert!(Probes::read("[]").is_ok_and(|probes| probes == Probes::default()));
        assert!(Probes::read("nothing").is_err());
    }

    #[test]
    fn an_issue_needs_words_and_an_unknown_severity_is_info() {
        let probe = read_one(json!({ "issues": [
            { "severity": "CRITICAL", "code": "a" },
            { "severity": "apocalyptic", "message": "b", "cause": 7 },
            { "severity": "crit" },
            "nonsense",
        ]}));
        let seen = probe.issues.iter();
        let seen: Vec<_> = seen
            .map(|issue| (issue.severity, issue.code.as_str(), issue.message.as_str()))
            .collect();
        assert_eq!(
            seen,
            [(Severity::Crit, "a", "a"), (Severity::Info, "issue", "b")]
        );
        assert_eq!(probe.issues[1].cause, None);
    }

    #[test]
    fn numbers_and_lengths_have_bounds() {
        let issue = json!({ "code": "x".repeat(5_000), "message": "\u{202e}" });
        let probe = read_one(json!({ "issues": vec![issue; 500] }));
        assert_eq!(probe.issues.len(), MAX_ISSUES);
        assert_eq!(probe.issues[0].code.chars().count(), MAX_TEXT + 1);
        assert_eq!(probe.issues[0].message, "\\u{202e}");
        let many: serde_json::Map<String, Value> =
            (0..1_000).map(|n| (n.to_string(), json!({}))).collect();
        assert_eq!(read(&json!({ "probes": many })).probes.len(), MAX_PROBES);
    }

    #[test]
    fn a_chain_has_bounds_and_one_that_nobody_wrote_is_empty() {
        let one = |chain: &Value| {
            let address = json!({ "address": "192.0.2.1", "chain": chain });
            let probe = read_one(json!({ "addresses": [address] }));
            probe.addresses.into_iter().next().unwrap().chain
        };
        let link = json!({ "subject": "x".repeat(5_000), "issuer": 7 });
        let long = one(&json!(vec![link; 100]));
        assert_eq!(long.len(), MAX_LINKS);
        let subject = long[0].subject.as_ref().unwrap();
        assert_eq!(subject.chars().count(), MAX_TEXT + 1);
        assert_eq!(long[0].issuer, None);
        assert_eq!(one(&json!([7])), [Link::default()]);
        assert_eq!(one(&json!("none")), []);
        // As it was before there were chains.
        let old = read_one(json!({ "addresses": [{ "address": "192.0.2.1" }] }));
        assert_eq!(old.addresses[0].chain, []);
    }

    #[test]
    fn why_there_are_none_is_read() {
        let probes = read(&json!({ "error": "it was left out" }));
        assert_eq!(probes.error.as_deref(), Some("it was left out"));
    }
}
