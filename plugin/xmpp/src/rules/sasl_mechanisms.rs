//! `xmpp.sasl_mechanisms`: can clients log in without handing out the password?

mod offer;
#[cfg(test)]
mod tests;

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_stream::side::Side;

use super::about::about;
use super::{recipe, remedies};
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::Endpoint;
use crate::standing::Standing;
use crate::words::names;
use offer::Verdict;

const NAME: &str = "xmpp.sasl_mechanisms";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The client-to-server SASL offer is sound: SCRAM present, no \
                  password-equivalent PLAIN-only.",
    severity: Status::Crit,
    part: Some(Side::Client),
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    // What is something else than its record says speaks for nothing else.
    let meant: Vec<&Endpoint> = case
        .observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.diagnosis.is_none())
        .collect();
    let faults = Faults::of(&case.observation);
    let mut findings = Vec::new();
    findings.extend(before_tls(case, &meant));
    findings.extend(no_login(case, &faults, &meant));
    findings.extend(leads_nowhere(case, &faults, &meant));
    findings.extend(offers(case, &meant));
    if findings.is_empty() {
        findings.push(Finding::skipped(
            NAME,
            "No client-to-server endpoint showed its mechanisms.",
        ));
    }
    findings
}

fn before_tls(case: &Case, meant: &[&Endpoint]) -> Option<Finding> {
    let offers_plain = |endpoint: &&&Endpoint| {
        let before = endpoint.transcript.features_before_tls.as_ref();
        before.is_some_and(|features| features.all_mechanisms().any(|name| name == "PLAIN"))
    };
    let endpoints: Vec<&Endpoint> = meant.iter().filter(offers_plain).copied().collect();
    if endpoints.is_empty() {
        return None;
    }
    let finding = Finding::new(
        Status::Crit,
        NAME,
        "plain-before-tls",
        "PLAIN is offered before TLS: a client that accepts sends its password in clear.",
    )
    .cause(Fault::of_side(Kind::Cleartext, Side::Client).to_string())
    .fix("Require encryption before authentication.");
    Some(remedies::with_encryption(
        about(finding, &endpoints),
        &case.observation,
        Side::Client,
    ))
}

/// Features under TLS without any mechanism.
fn no_login(case: &Case, faults: &Faults, meant: &[&Endpoint]) -> Vec<Finding> {
    let without = meant
        .iter()
        .filter(|one| matches!(Standing::of(one), Standing::NoLogin | Standing::TlsInFront));
    let groups = faults.group(without.copied());
    let findings = groups.iter().map(|(fault, endpoints)| {
        let what = match fault.kind {
            Kind::TlsInFront => {
                "Under TLS the server offers STARTTLS once more and no SASL mechanism: TLS ends \
                 in front of it, and nobody can log in"
            }
            _ => "No SASL mechanism is offered after TLS: nobody can log in",
        };
        let message = format!("{what} (at {}).", names(endpoints.iter().copied()));
        let finding = Finding::new(Status::Crit, NAME, "none", message);
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, &case.observation, fault, endpoints[0])
    });
    findings.collect()
}

/// TLS completes, and then nothing is offered anywhere.
fn leads_nowhere(case: &Case, faults: &Faults, meant: &[&Endpoint]) -> Vec<Finding> {
    let stuck = meant
        .iter()
        .filter(|one| Standing::of(one) == Standing::Stuck);
    if meant.iter().any(|endpoint| endpoint.usable()) {
        return Vec::new();
    }
    let groups = faults.group(stuck.copied());
    let findings = groups.iter().map(|(fault, endpoints)| {
        let reason = endpoints[0]
            .stuck_after_tls()
            .map_or("", |failure| failure.message.as_str());
        let message = format!(
            "TLS completes and leads nowhere ({reason}; at {}): nobody can log in.",
            names(endpoints.iter().copied())
        );
        let finding = Finding::new(Status::Crit, NAME, "no-features", message);
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, &case.observation, fault, endpoints[0])
    });
    findings.collect()
}

/// What is offered under TLS; equal verdicts of several endpoints are one.
fn offers(case: &Case, meant: &[&Endpoint]) -> Vec<Finding> {
    let mut verdicts: Vec<(Verdict, Vec<&Endpoint>)> = Vec::new();
    for endpoint in meant
        .iter()
        .filter(|one| Standing::of(one) == Standing::Usable)
    {
        let features = endpoint.last().features.iter();
        for verdict in features.flat_map(offer::judge) {
            match verdicts.iter_mut().find(|(known, _)| *known == verdict) {
                Some((_, endpoints)) => endpoints.push(endpoint),
                None => verdicts.push((verdict, vec![endpoint])),
            }
        }
    }
    let known = case.observation.software(Side::Client);
    let findings = verdicts.into_iter().map(|(verdict, endpoints)| {
        let mut finding = Finding::new(verdict.status, NAME, verdict.code, verdict.message);
        if let Some(kind) = verdict.fault {
            finding = finding.cause(Fault::new(kind).to_string());
        }
        if !verdict.fix.is_empty() {
            finding = finding.fix(verdict.fix);
        }
        if let Some(task) = verdict.task {
            finding = recipe::attach(finding, &task, known);
        }
        about(finding, &endpoints)
    });
    findings.collect()
}
