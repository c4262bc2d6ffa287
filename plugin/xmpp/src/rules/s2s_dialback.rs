//! `xmpp.s2s_dialback`: can other servers authenticate?

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::failure::FailureCause;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::{Case, about, names};
use crate::observation::Endpoint;

pub(super) const NAME: &str = "xmpp.s2s_dialback";

pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let secured: Vec<&Endpoint> = case
        .observation
        .side(Side::Server)
        .filter(|endpoint| endpoint.secured())
        .collect();
    let with = |test: &dyn Fn(&Endpoint) -> bool| -> Vec<&Endpoint> {
        secured
            .iter()
            .filter(|endpoint| test(endpoint))
            .copied()
            .collect()
    };
    let able = with(&|endpoint| !ways(endpoint).is_empty());
    let neither = with(&|endpoint| endpoint.last().features.is_some() && ways(endpoint).is_empty());
    let strict = with(&refuses_strangers);

    let mut findings = Vec::new();
    if !neither.is_empty() {
        let finding = Finding::new(
            Status::Crit,
            NAME,
            "none",
            format!(
                "Neither dialback nor SASL EXTERNAL is offered after TLS (at {}): other servers \
                 cannot authenticate, so nobody there can exchange messages with this domain.",
                names(neither.iter().copied())
            ),
        )
        .fix("Enable server dialback, or EXTERNAL for peers with a valid certificate.")
        .snippet(
            "Prosody",
            "modules_enabled = { \"dialback\"; \"saslauth\"; \"tls\" }",
        )
        .snippet("ejabberd", "mod_s2s_dialback: {}  # under modules");
        findings.push(about(finding, &neither));
    }
    if !strict.is_empty() {
        let reasons: Vec<String> = strict
            .iter()
            .filter_map(|endpoint| endpoint.last().failure.as_ref())
            .map(|failure| failure.message.clone())
            .collect();
        let finding = Finding::new(
            Status::Info,
            NAME,
            "certificate-required",
            format!(
                "The server refuses peers without a valid certificate before it says more ({}): \
                 federation works by certificate and could not be confirmed from here.",
                reasons.first().map_or("", String::as_str)
            ),
        );
        findings.push(about(finding, &strict));
    }
    if neither.is_empty() && !able.is_empty() {
        let mut offered: Vec<&str> = able.iter().flat_map(|endpoint| ways(endpoint)).collect();
        offered.sort_unstable();
        offered.dedup();
        findings.push(Finding::new(
            Status::Ok,
            NAME,
            "offered",
            format!("Other servers can authenticate by {}.", list(&offered)),
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::skipped(
            NAME,
            "No server-to-server endpoint got as far as its features under TLS.",
        ));
    }
    findings
}

/// How other servers can authenticate, from what came under TLS only: what was
/// said in clear proves nothing.
pub fn ways(endpoint: &Endpoint) -> Vec<&'static str> {
    let transcript = endpoint.last();
    let Some(features) = &transcript.features else {
        return Vec::new();
    };
    let mut ways = Vec::new();
    // XEP-0220 §2.1: the namespace in the header announces dialback; the
    // feature only adds graceful errors.
    if features.dialback
        || transcript
            .header
            .as_ref()
            .is_some_and(|header| header.dialback)
    {
        ways.push("dialback");
    }
    if features.mechanisms.iter().any(|name| name == "EXTERNAL") {
        ways.push("EXTERNAL");
    }
    ways
}

/// Whether the server ended the stream after TLS because the prober has no
/// certificate: Prosody's `s2s_secure_auth` says `not-authorized`, a server
/// without dialback `undefined-condition`.
pub fn refuses_strangers(endpoint: &Endpoint) -> bool {
    let Some(failure) = &endpoint.last().failure else {
        return false;
    };
    match &failure.cause {
        FailureCause::StreamError(error) if failure.step == Step::Features => matches!(
            error.condition.as_str(),
            "not-authorized" | "undefined-condition" | "policy-violation" | "invalid-from"
        ),
        _ => false,
    }
}
