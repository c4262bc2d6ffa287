//! `xmpp.starttls_required`: nobody must be able to stay in clear.

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::count;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::{Case, names};
use crate::observation::Endpoint;

pub(super) const NAME: &str = "xmpp.starttls_required";

pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let reachable: Vec<&Endpoint> = case
        .observation
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.method == Method::StartTls)
        .filter(|endpoint| endpoint.transcript.features_before_tls.is_some())
        .collect();
    if reachable.is_empty() {
        return vec![Finding::skipped(
            NAME,
            "No STARTTLS endpoint could be reached.",
        )];
    }
    let mut findings: Vec<Finding> = reachable
        .iter()
        .filter_map(|endpoint| fault(endpoint))
        .collect();
    findings.extend(reachable.iter().filter_map(|endpoint| injection(endpoint)));
    if findings.is_empty() {
        findings.push(Finding::new(
            Status::Ok,
            NAME,
            "required",
            format!(
                "All {} require STARTTLS.",
                count(reachable.len(), "STARTTLS endpoint")
            ),
        ));
    }
    let again: Vec<&Endpoint> = case
        .observation
        .endpoints
        .iter()
        .filter(|endpoint| {
            let features = endpoint.last().features.as_ref();
            features.is_some_and(|features| features.starttls.is_some())
        })
        .collect();
    if !again.is_empty() {
        findings.push(Finding::new(
            Status::Info,
            NAME,
            "offered-again",
            format!(
                "STARTTLS is offered although TLS is already there (at {}); clients ignore it, but \
                 RFC 6120 §5.4.3.3 forbids it.",
                names(again)
            ),
        ));
    }
    findings
}

fn fault(endpoint: &Endpoint) -> Option<Finding> {
    let side = endpoint.side;
    let (code, message) = match &endpoint.transcript.failure {
        Some(failure) if failure.cause == FailureCause::NotOffered => (
            "not-offered",
            format!(
                "{} ({}) does not offer STARTTLS: everything, passwords included, would travel in \
                 clear.",
                endpoint.name(),
                side.word()
            ),
        ),
        Some(failure) if failure.cause == FailureCause::StartTlsRefused => (
            "refused",
            format!(
                "{} ({}) offers STARTTLS but refuses to start it.",
                endpoint.name(),
                side.word()
            ),
        ),
        Some(failure) if failure.step == Step::StartTls => (
            "failed",
            format!(
                "{} ({}) offers STARTTLS but does not start it: {}.",
                endpoint.name(),
                side.word(),
                failure.message
            ),
        ),
        _ => {
            let features = endpoint.transcript.features_before_tls.as_ref()?;
            // RFC 6120 §5.3.1: mandatory by flag, or as the only feature.
            if features.starttls.is_some_and(|starttls| starttls.mandatory) {
                return None;
            }
            (
                "not-required",
                format!(
                    "{} ({}) offers STARTTLS but does not require it: connections may stay in \
                     clear, and an attacker on the way can make them.",
                    endpoint.name(),
                    side.word()
                ),
            )
        }
    };
    let finding = Finding::new(Status::Crit, NAME, code, message)
        .subject(endpoint.name())
        .fix(match code {
            "not-required" => "Require encryption in the server's configuration.",
            _ => "Configure a certificate for the domain, load the TLS module and require encryption.",
        });
    Some(with_configuration(finding, side))
}

fn with_configuration(finding: Finding, side: Side) -> Finding {
    match side {
        Side::Client => finding
            .snippet("Prosody", "c2s_require_encryption = true")
            .snippet(
                "ejabberd",
                "starttls_required: true  # in the ejabberd_c2s listener",
            ),
        Side::Server => finding
            .snippet("Prosody", "s2s_require_encryption = true")
            .snippet("ejabberd", "s2s_use_starttls: required"),
    }
}

fn injection(endpoint: &Endpoint) -> Option<Finding> {
    let bytes = endpoint.transcript.after_proceed.as_ref()?;
    Some(
        Finding::new(
            Status::Crit,
            NAME,
            "bytes-after-proceed",
            format!(
                "{} sent bytes in clear between <proceed/> and TLS (\"{bytes}\"): they were \
                 discarded. Software that takes them for protected data can be attacked \
                 (CVE-2011-0411).",
                endpoint.name()
            ),
        )
        .subject(endpoint.name())
        .fix("Update the server, and look for a proxy on the way that writes into the stream."),
    )
}
