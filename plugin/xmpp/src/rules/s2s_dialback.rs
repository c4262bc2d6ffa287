//! `xmpp.s2s_dialback`: can other servers authenticate?

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::side::Side;

use super::about::about;
use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::Endpoint;
use crate::standing::{Standing, ways};
use crate::words::names;

const NAME: &str = "xmpp.s2s_dialback";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Server-to-server endpoints offer dialback or SASL EXTERNAL after TLS.",
    severity: Status::Crit,
    part: Some(Side::Server),
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    let with = |wanted: &[Standing]| -> Vec<&Endpoint> {
        let side = case.observation.side(Side::Server);
        side.filter(|endpoint| wanted.contains(&Standing::of(endpoint))).collect()
    };
    let able = with(&[Standing::Usable]);
    let neither = with(&[Standing::NoLogin, Standing::TlsInFront]);
    let strict = with(&[Standing::CertificateOnly]);
    let stuck = with(&[Standing::Stuck]);

    let mut findings = Vec::new();
    findings.extend(none_offered(case, &neither));
    if able.is_empty() && strict.is_empty() {
        findings.extend(leads_nowhere(case, &stuck));
    }
    findings.extend(certificate_required(&strict));
    if neither.is_empty() && !able.is_empty() {
        findings.push(offered(&able));
    }
    if findings.is_empty() {
        findings.push(Finding::skipped(
            NAME,
            "No server-to-server endpoint got as far as its features under TLS.",
        ));
    }
    findings
}

fn none_offered(case: &Case, neither: &[&Endpoint]) -> Vec<Finding> {
    let faults = Faults::of(&case.observation);
    let groups = faults.group(neither.iter().copied());
    let findings = groups.iter().map(|(fault, endpoints)| {
        let finding = Finding::new(
            Status::Crit,
            NAME,
            "none",
            format!(
                "Neither dialback nor SASL EXTERNAL is offered after TLS (at {}): other servers \
                 cannot authenticate, so nobody there can exchange messages with this domain.",
                names(endpoints.iter().copied())
            ),
        );
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, &case.observation, fault, endpoints[0])
    });
    findings.collect()
}

/// TLS completes, and then nothing is offered anywhere.
fn leads_nowhere(case: &Case, stuck: &[&Endpoint]) -> Vec<Finding> {
    let faults = Faults::of(&case.observation);
    let groups = faults.group(stuck.iter().copied());
    let findings = groups.iter().map(|(fault, endpoints)| {
        let reason = endpoints[0].stuck_after_tls().map_or("", |failure| failure.message.as_str());
        let finding = match fault.kind {
            Kind::NoServerAuthentication => Finding::new(
                Status::Crit,
                NAME,
                "nothing-offered",
                format!(
                    "After TLS the server has nothing to offer to another server without a \
                     certificate ({reason}; at {}): there is no dialback, and servers get in by \
                     certificate at best.",
                    names(endpoints.iter().copied())
                ),
            ),
            _ => Finding::new(
                Status::Crit,
                NAME,
                "no-features",
                format!(
                    "TLS completes and leads nowhere ({reason}; at {}): other servers cannot \
                     authenticate.",
                    names(endpoints.iter().copied())
                ),
            ),
        };
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, &case.observation, fault, endpoints[0])
    });
    findings.collect()
}

fn certificate_required(strict: &[&Endpoint]) -> Option<Finding> {
    let reason = &strict.first()?.last().failure.as_ref()?.message;
    let finding = Finding::new(
        Status::Info,
        NAME,
        "certificate-required",
        format!(
            "The server refuses peers without a valid certificate before it says more ({reason}): \
             federation works by certificate and could not be confirmed from here."
        ),
    );
    Some(about(finding, strict).cause(Fault::new(Kind::StrangersRefused).to_string()))
}

fn offered(able: &[&Endpoint]) -> Finding {
    let mut offered: Vec<&str> = able.iter().flat_map(|endpoint| ways(endpoint)).collect();
    offered.sort_unstable();
    offered.dedup();
    let message = format!("Other servers can authenticate by {}.", list(&offered));
    Finding::new(Status::Ok, NAME, "offered", message)
}
