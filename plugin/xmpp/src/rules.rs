//! The rules: pure functions of the observation and what others saw, one file
//! each, in the order to show them.

mod direct_tls;
mod ipv6_reachable;
mod reachable;
mod s2s_dialback;
mod sasl_mechanisms;
mod srv;
mod starttls_required;
mod tls_quality;

use checker_kit::contract::{RuleSwitch, State, Status};
use checker_kit::rules::enabled;
use checker_kit::state::Finding;
use checker_stream::side::Side;

use crate::observation::{Endpoint, Observation};
use crate::related::TlsFindings;

/// A rule.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// What it verifies.
    pub description: &'static str,
    /// The worst status it gives.
    pub severity: Status,
    /// The side it belongs to; `None` for both.
    pub side: Option<Side>,
    judge: fn(&Case<'_>) -> Vec<Finding>,
}

/// Everything that a rule may look at.
pub struct Case<'a> {
    /// What was seen.
    pub observation: &'a Observation,
    /// What TLS checkers saw of our entries.
    pub tls: &'a TlsFindings,
}

/// All rules.
pub const ALL: [Rule; 10] = [
    Rule {
        name: srv::C2S,
        description: "Client-to-server SRV records (_xmpp-client, _xmpps-client, _jabber) are \
                      published and resolvable.",
        severity: Status::Crit,
        side: Some(Side::Client),
        judge: srv::c2s,
    },
    Rule {
        name: srv::S2S,
        description: "Server-to-server SRV records (_xmpp-server, _xmpps-server) are published \
                      and resolvable.",
        severity: Status::Crit,
        side: Some(Side::Server),
        judge: srv::s2s,
    },
    Rule {
        name: reachable::C2S,
        description: "At least one client-to-server endpoint accepts TCP and completes TLS.",
        severity: Status::Crit,
        side: Some(Side::Client),
        judge: reachable::c2s,
    },
    Rule {
        name: reachable::S2S,
        description: "At least one server-to-server endpoint accepts TCP and completes TLS.",
        severity: Status::Crit,
        side: Some(Side::Server),
        judge: reachable::s2s,
    },
    Rule {
        name: starttls_required::NAME,
        description: "STARTTLS is advertised and required on every reachable endpoint.",
        severity: Status::Crit,
        side: None,
        judge: starttls_required::judge,
    },
    Rule {
        name: sasl_mechanisms::NAME,
        description: "The client-to-server SASL offer is sound: SCRAM present, no \
                      password-equivalent PLAIN-only.",
        severity: Status::Crit,
        side: Some(Side::Client),
        judge: sasl_mechanisms::judge,
    },
    Rule {
        name: s2s_dialback::NAME,
        description: "Server-to-server endpoints offer dialback or SASL EXTERNAL after TLS.",
        severity: Status::Crit,
        side: Some(Side::Server),
        judge: s2s_dialback::judge,
    },
    Rule {
        name: ipv6_reachable::NAME,
        description: "The service can be reached over IPv6.",
        severity: Status::Info,
        side: None,
        judge: ipv6_reachable::judge,
    },
    Rule {
        name: direct_tls::NAME,
        description: "Direct TLS (XEP-0368, _xmpps-client) is published and works.",
        severity: Status::Warn,
        side: Some(Side::Client),
        judge: direct_tls::judge,
    },
    Rule {
        name: tls_quality::NAME,
        description: "The TLS checker's findings (certificate chain, host name, expiry) for this \
                      service's endpoints.",
        severity: Status::Crit,
        side: None,
        judge: tls_quality::judge,
    },
];

/// The rules that only one side's endpoints matter for.
pub fn of_side(side: Side) -> impl Iterator<Item = &'static Rule> {
    ALL.iter().filter(move |rule| rule.side == Some(side))
}

/// Judges an observation by all enabled rules; each gives at least one state.
pub fn evaluate(case: &Case<'_>, switches: &[RuleSwitch]) -> Vec<State> {
    let wanted = ALL.iter().filter(|rule| enabled(rule.name, switches));
    let findings = wanted.flat_map(|rule| {
        let left_out = rule
            .side
            .is_some_and(|side| !case.observation.mode.covers(side));
        let findings = match left_out {
            true => vec![Finding::skipped(rule.name, "This side was not checked.")],
            false => (rule.judge)(case),
        };
        match findings.is_empty() {
            true => vec![Finding::skipped(rule.name, "There was nothing to look at.")],
            false => findings,
        }
    });
    findings.map(State::from).collect()
}

pub use s2s_dialback::{refuses_strangers, ways as federation_ways};

/// `c2s` as a person says it.
fn side_name(side: Side) -> &'static str {
    match side {
        Side::Client => "client-to-server",
        Side::Server => "server-to-server",
    }
}

/// Whom a fault of this side concerns.
fn peers(side: Side) -> &'static str {
    match side {
        Side::Client => "clients",
        Side::Server => "other servers",
    }
}

/// The names of endpoints, for a sentence.
fn names<'a>(endpoints: impl IntoIterator<Item = &'a Endpoint>) -> String {
    let names: Vec<String> = endpoints.into_iter().map(Endpoint::name).collect();
    checker_kit::text::list(&names)
}

/// One finding for a set of endpoints: its subject where it is one, the list
/// in `meta.endpoints` where it is several.
fn about(finding: Finding, endpoints: &[&Endpoint]) -> Finding {
    match endpoints {
        [only] => finding.subject(only.name()),
        several => {
            let names: Vec<String> = several.iter().map(|endpoint| endpoint.name()).collect();
            finding.detail("endpoints", names)
        }
    }
}

#[cfg(test)]
mod tests;
