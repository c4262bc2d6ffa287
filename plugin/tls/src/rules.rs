//! The rules: they sort the issues that the collection found.

use checker_kit::contract::{RuleSwitch, State, Status};
use checker_kit::rules::enabled;
use checker_kit::state::Finding;
use checker_kit::text::count;

use crate::observation::{Observation, Probe};

/// Some endpoint was given.
pub const DISCOVERED: &str = "tls.endpoints_discovered";
/// TCP.
pub const REACHABILITY: &str = "tls.reachability";
/// The handshake.
pub const HANDSHAKE: &str = "tls.handshake";
/// STARTTLS is offered.
pub const ADVERTISED: &str = "tls.starttls_advertised";
/// The STARTTLS dialect is known.
pub const DIALECT: &str = "tls.starttls_dialect_supported";
/// There is a certificate.
pub const CERTIFICATE: &str = "tls.peer_certificate_present";
/// The chain.
pub const CHAIN: &str = "tls.chain_validity";
/// The name.
pub const HOSTNAME: &str = "tls.hostname_match";
/// The dates.
pub const EXPIRY: &str = "tls.expiry";
/// The version.
pub const VERSION: &str = "tls.version";
/// The cipher suite.
pub const CIPHER: &str = "tls.cipher_suite";
/// The clientAuth key usage.
pub const CLIENT_AUTH: &str = "tls.client_auth";

/// A rule.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// What it verifies.
    pub description: &'static str,
    /// The worst status it gives.
    pub severity: Status,
}

macro_rules! rule {
    ($name:expr, $severity:ident, $description:literal) => {
        Rule {
            name: $name,
            description: $description,
            severity: Status::$severity,
        }
    };
}

/// All rules.
pub const ALL: [Rule; 12] = [
    rule!(DISCOVERED, Info, "Endpoints were found to look at."),
    rule!(
        REACHABILITY,
        Crit,
        "Every endpoint accepts TCP connections."
    ),
    rule!(HANDSHAKE, Crit, "Every endpoint completes a TLS handshake."),
    rule!(ADVERTISED, Crit, "Endpoints with STARTTLS offer it."),
    rule!(
        DIALECT,
        Crit,
        "The STARTTLS dialect of every endpoint is supported."
    ),
    rule!(CERTIFICATE, Crit, "Every endpoint presents a certificate."),
    rule!(
        CHAIN,
        Crit,
        "The certificate chain leads to a trusted root."
    ),
    rule!(
        HOSTNAME,
        Crit,
        "The certificate is for the name that clients ask for."
    ),
    rule!(
        EXPIRY,
        Crit,
        "The certificate is valid for at least 30 more days."
    ),
    rule!(VERSION, Warn, "TLS 1.2 or newer is spoken."),
    rule!(CIPHER, Info, "The cipher suite that was negotiated."),
    rule!(
        CLIENT_AUTH,
        Warn,
        "Server-to-server certificates can authenticate outgoing federation."
    ),
];

/// Judges an observation by all enabled rules; each gives at least one state.
pub fn evaluate(observation: &Observation, switches: &[RuleSwitch]) -> Vec<State> {
    let wanted = ALL.iter().filter(|rule| enabled(rule.name, switches));
    wanted
        .flat_map(|rule| states(rule, observation))
        .map(State::from)
        .collect()
}

fn states(rule: &Rule, observation: &Observation) -> Vec<Finding> {
    let probes = || observation.probes.values();
    if rule.name == DISCOVERED {
        return vec![discovered(observation)];
    }
    let mut findings: Vec<Finding> = probes().flat_map(|probe| issues(rule, probe)).collect();
    if !findings.is_empty() {
        return findings;
    }
    let looked_at: Vec<&Probe> = probes()
        .filter(|probe| concerns(rule.name, probe))
        .collect();
    if looked_at.is_empty() {
        return vec![Finding::skipped(rule.name, "There was nothing to look at.")];
    }
    let message = match rule.name {
        CIPHER | VERSION => {
            let mut words: Vec<&str> = looked_at
                .iter()
                .filter_map(|probe| match rule.name {
                    CIPHER => probe.cipher_suite.as_deref(),
                    _ => probe.tls_version.as_deref(),
                })
                .collect();
            words.sort_unstable();
            words.dedup();
            format!(
                "{} at {}.",
                words.join(", "),
                count(looked_at.len(), "endpoint")
            )
        }
        _ => format!("As it should be at {}.", count(looked_at.len(), "endpoint")),
    };
    findings.push(Finding::new(Status::Ok, rule.name, "ok", message));
    findings
}

fn discovered(observation: &Observation) -> Finding {
    match observation.probes.len() {
        0 => Finding::new(
            Status::Info,
            DISCOVERED,
            "none",
            "No other checker has published TLS endpoints.",
        ),
        number => Finding::new(
            Status::Ok,
            DISCOVERED,
            "found",
            match observation.left_out {
                0 => format!("{} looked at.", count(number, "endpoint")),
                left_out => format!(
                    "{} looked at, {left_out} left out.",
                    count(number, "endpoint")
                ),
            },
        ),
    }
}

fn issues(rule: &Rule, probe: &Probe) -> Vec<Finding> {
    let own = probe.issues.iter().filter(|issue| issue.rule == rule.name);
    own.map(|issue| {
        let message = format!("{}: {}", probe.endpoint, issue.message);
        let finding = Finding::new(issue.severity.status(), rule.name, &issue.code, message)
            .subject(probe.endpoint.clone());
        match &issue.fix {
            Some(fix) => finding.fix(fix.clone()),
            None => finding,
        }
    })
    .collect()
}

/// Whether the probe got far enough to say something under the rule.
fn concerns(rule: &str, probe: &Probe) -> bool {
    let starttls = probe.r#type.starts_with("starttls-");
    let has_certificate = probe
        .addresses
        .iter()
        .any(|address| !address.chain.is_empty());
    match rule {
        ADVERTISED | DIALECT => starttls,
        HANDSHAKE | VERSION | CIPHER | CERTIFICATE => probe.tls_version.is_some(),
        CHAIN | HOSTNAME | EXPIRY => has_certificate,
        CLIENT_AUTH => has_certificate && probe.r#type == "starttls-xmpp-server",
        _ => true,
    }
}
