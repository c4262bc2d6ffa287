//! `xmpp.tls_quality`: what a TLS checker found at our endpoints.

use checker_kit::contract::Status;
use checker_kit::state::{Finding, severity};
use checker_kit::text::count;

use super::Case;
use crate::observation::{Endpoint, Observation};
use crate::related::{TlsIssue, TlsProbe};

pub(super) const NAME: &str = "xmpp.tls_quality";

pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    if case.observation.targets.is_empty() {
        return vec![Finding::skipped(NAME, "There is no endpoint to look at.")];
    }
    if case.tls.probes.is_empty() {
        let why = match &case.tls.missing {
            Some(why) => format!("The TLS checker gave no findings: {why}."),
            None => "No TLS checker has reported on these endpoints yet.".to_owned(),
        };
        return vec![Finding::skipped(NAME, why)];
    }
    let mut findings: Vec<Finding> = Vec::new();
    for probe in &case.tls.probes {
        for issue in &probe.issues {
            if said_already(case.observation, probe, issue) {
                continue;
            }
            let mut finding = Finding::new(
                issue.severity,
                NAME,
                &issue.code,
                format!("{}: {}", probe.endpoint, issue.message),
            )
            .subject(probe.endpoint.clone());
            if let Some(fix) = &issue.fix {
                finding = finding.fix(fix.clone());
            }
            findings.push(finding);
        }
    }
    if findings.is_empty() {
        let secured = case
            .tls
            .probes
            .iter()
            .filter(|probe| probe.tls_version.is_some())
            .count();
        findings.push(match secured {
            0 => Finding::skipped(NAME, "No endpoint got as far as TLS; see the other rules."),
            clean => Finding::new(
                Status::Ok,
                NAME,
                "clean",
                format!(
                    "Certificates and TLS are clean at {}.",
                    count(clean, "endpoint")
                ),
            ),
        });
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(severity(finding.status())));
    findings
}

/// Rules of the TLS checker that look at what this checker's own rules say in
/// more detail: whether the endpoint can be reached and starts TLS.
const SAME_GROUND: [&str; 3] = [
    "tls.reachability",
    "tls.starttls_advertised",
    "tls.handshake",
];

/// Whether the issue repeats what was seen here: an endpoint of this target
/// that does not get as far as TLS.
fn said_already(observation: &Observation, probe: &TlsProbe, issue: &TlsIssue) -> bool {
    let same_ground = issue
        .rule
        .as_deref()
        .is_some_and(|rule| SAME_GROUND.contains(&rule));
    let Some(target) = observation
        .targets
        .iter()
        .find(|target| target.r#ref == probe.r#ref)
    else {
        return false;
    };
    let here = |endpoint: &&Endpoint| {
        endpoint.port == target.port
            && endpoint.side == target.side
            && endpoint.method == target.method
            && endpoint
                .origins
                .iter()
                .any(|origin| origin.host == target.host)
    };
    same_ground
        && observation
            .endpoints
            .iter()
            .filter(here)
            .any(|endpoint| !endpoint.secured())
}
