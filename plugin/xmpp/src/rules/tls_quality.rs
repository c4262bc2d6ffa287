//! `xmpp.tls_quality`: what a TLS checker found at our endpoints.

use checker_kit::contract::Status;
use checker_kit::state::{Finding, severity};
use checker_kit::text::count;

use super::Case;

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
        findings.push(Finding::new(
            Status::Ok,
            NAME,
            "clean",
            format!("Certificates and TLS are clean at {}.", count(case.tls.probes.len(), "endpoint")),
        ));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(severity(finding.status())));
    findings
}
