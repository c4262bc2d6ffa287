//! What TLS checkers saw of our entries, read with suspicion: it may come from
//! a checker that we do not know.

use std::collections::BTreeSet;

use checker_kit::contract::{Related, Status};
use checker_kit::text::shorten;
use serde::Deserialize;
use serde_json::Value;

use crate::definition::RELATED_KEY;
use crate::observation::Observation;

/// The most issues taken of one endpoint.
const MAX_ISSUES: usize = 50;
/// The longest text taken, in characters.
const MAX_TEXT: usize = 1_000;

/// Findings about this service's endpoints.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TlsFindings {
    /// One for each endpoint reported on, by reference.
    pub probes: Vec<TlsProbe>,
    /// Why there are none, where the platform says so.
    pub missing: Option<String>,
}

/// What was found at one endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct TlsProbe {
    /// The reference of our entry.
    pub r#ref: String,
    /// The endpoint for people.
    pub endpoint: String,
    /// The TLS version negotiated.
    pub tls_version: Option<String>,
    /// The cipher suite negotiated.
    pub cipher_suite: Option<String>,
    /// Whether the certificate names the domain.
    pub hostname_match: Option<bool>,
    /// Whether the chain leads to a trusted root.
    pub chain_valid: Option<bool>,
    /// End of the certificate's validity (RFC 3339).
    pub not_after: Option<String>,
    /// What is wrong.
    pub issues: Vec<TlsIssue>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct TlsIssue {
    /// The TLS checker's rule, where it names one.
    pub rule: Option<String>,
    /// For machines.
    pub code: String,
    /// How bad it is.
    pub severity: Status,
    /// For people.
    pub message: String,
    /// What to do.
    pub fix: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawProbe {
    host: Value,
    port: Value,
    endpoint: Value,
    tls_version: Value,
    cipher_suite: Value,
    hostname_match: Value,
    chain_valid: Value,
    not_after: Value,
    issues: Value,
}

impl TlsFindings {
    /// Reads what concerns the observation's own targets; everything else,
    /// foreign entries and garbage, is ignored.
    pub fn read(observation: &Observation, related: &[Related]) -> Self {
        let own: BTreeSet<&str> = observation
            .targets
            .iter()
            .map(|target| target.r#ref.as_str())
            .collect();
        let mut findings = Self::default();
        for item in related.iter().filter(|item| item.key == RELATED_KEY) {
            let Ok(data) = serde_json::from_str::<Value>(&item.data) else {
                continue;
            };
            if let Some(why) = data.get("error").and_then(Value::as_str) {
                findings.missing = Some(shorten(why, MAX_TEXT));
            }
            let Some(probes) = data.get("probes").and_then(Value::as_object) else {
                continue;
            };
            for (reference, probe) in probes {
                // Relating by entry narrows the data to that entry.
                let meant = item.ref_.is_empty() || item.ref_ == *reference;
                if meant && own.contains(reference.as_str()) {
                    findings.add(reference, probe);
                }
            }
        }
        findings
    }

    /// What was found at the entry of this reference.
    pub fn probe(&self, reference: &str) -> Option<&TlsProbe> {
        self.probes.iter().find(|probe| probe.r#ref == reference)
    }

    fn add(&mut self, reference: &str, probe: &Value) {
        let Ok(raw) = RawProbe::deserialize(probe) else {
            return;
        };
        if self.probe(reference).is_some() {
            return;
        }
        let endpoint = text(&raw.endpoint).or_else(|| match (text(&raw.host), raw.port.as_u64()) {
            (Some(host), Some(port)) => Some(format!("{host}:{port}")),
            _ => None,
        });
        let issues = raw.issues.as_array().map(Vec::as_slice).unwrap_or_default();
        self.probes.push(TlsProbe {
            r#ref: reference.to_owned(),
            endpoint: endpoint.unwrap_or_else(|| reference.to_owned()),
            tls_version: text(&raw.tls_version),
            cipher_suite: text(&raw.cipher_suite),
            hostname_match: raw.hostname_match.as_bool(),
            chain_valid: raw.chain_valid.as_bool(),
            not_after: text(&raw.not_after),
            issues: issues.iter().take(MAX_ISSUES).filter_map(issue).collect(),
        });
    }
}

fn issue(value: &Value) -> Option<TlsIssue> {
    let member = |name: &str| value.get(name).and_then(text);
    let code = member("code");
    let message = member("message").or_else(|| code.clone())?;
    Some(TlsIssue {
        rule: member("rule"),
        code: code.unwrap_or_else(|| "issue".to_owned()),
        severity: match member("severity").as_deref() {
            Some("crit" | "critical") => Status::Crit,
            Some("warn" | "warning") => Status::Warn,
            Some("error") => Status::Error,
            // An unknown word is worth showing, not worth an alarm.
            _ => Status::Info,
        },
        message,
        fix: member("fix"),
    })
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(shorten(text, MAX_TEXT))
}
