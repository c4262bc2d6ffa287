//! An endpoint that does not work: in words for people, with a code for
//! machines.

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::tcp::TcpError;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::step::Step;

use super::super::remedies;
use super::super::side_rule::SideRule;
use crate::faults::Kind;
use crate::observation::{Diagnosis, Endpoint, NotChecked, RedirectOutcome};
use crate::words::{for_few, side_name};

/// What is wrong with an endpoint, and what to do.
pub(super) fn judge(rule: &SideRule<'_>, endpoint: &Endpoint) -> Finding {
    let message = format!(
        "{} ({}, {}) does not work: {}.",
        endpoint.name(),
        endpoint.host(),
        endpoint.method.label(),
        describe(endpoint)
    );
    let fault = rule.faults.endpoint(endpoint);
    let host_unknown = fault.is_some_and(|fault| fault.kind == Kind::HostUnknown);
    let code = match host_unknown {
        true => "host-unknown",
        false => code(endpoint),
    };
    let finding = rule
        .finding(Status::Warn, code, message)
        .subject(endpoint.name());
    match fault {
        None => finding,
        Some(fault) => {
            let finding = finding.cause(fault.to_string());
            remedies::attach(finding, rule.observation(), fault, endpoint)
        }
    }
}

/// What is there, in words.
pub(super) fn describe(endpoint: &Endpoint) -> String {
    if let Some(diagnosis) = endpoint.diagnosis {
        return really_there(diagnosis);
    }
    if let Some(NotChecked::Blocked(_)) = endpoint.not_checked() {
        return "the port belongs to another protocol".into();
    }
    for redirect in &endpoint.redirects {
        if let RedirectOutcome::Refused { reason } = &redirect.outcome {
            return format!(
                "the server redirects to \"{}\" (see-other-host): {reason}",
                redirect.to
            );
        }
    }
    if endpoint.of_nobody {
        return of_nobody(endpoint);
    }
    match &endpoint.last().failure {
        Some(failure) => format!("{} (at step {})", failure.message, failure.step.word()),
        None => "TLS was not established".to_owned(),
    }
}

fn of_nobody(endpoint: &Endpoint) -> String {
    let what = for_few(endpoint.address).unwrap_or("is not for everybody");
    format!("the address {what}")
}

fn really_there(diagnosis: Diagnosis) -> String {
    match diagnosis {
        Diagnosis::DirectTls { xmpp: true } => {
            "the port expects TLS from the first byte (direct TLS), not STARTTLS".into()
        }
        Diagnosis::DirectTls { xmpp: false } => {
            "the port speaks TLS from the first byte, and it is not XMPP that it carries".into()
        }
        Diagnosis::StartTls => "the port expects STARTTLS, not direct TLS".into(),
        Diagnosis::Http => "an HTTP server answers here, not XMPP".into(),
        Diagnosis::Https => "an HTTPS server answers here, not XMPP".into(),
        Diagnosis::OtherSide { side } => format!("the port serves {} streams", side_name(side)),
    }
}

/// The code for machines.
fn code(endpoint: &Endpoint) -> &'static str {
    if endpoint.diagnosis.is_some() || endpoint.not_checked().is_some() {
        return "wrong-service";
    }
    let Some(ProbeFailure { step, cause, .. }) = &endpoint.last().failure else {
        return "dead-endpoint";
    };
    match (cause, step) {
        (FailureCause::Tcp(TcpError::Refused), _) => "refused",
        (FailureCause::TimedOut | FailureCause::Tcp(TcpError::TimedOut), Step::Connect) => {
            "no-answer"
        }
        (FailureCause::Tcp(TcpError::Unreachable), _) => "no-route",
        (FailureCause::TimedOut, _) => "silent",
        (FailureCause::StreamError(error), _) => match error.condition.as_str() {
            "policy-violation" | "resource-constraint" => "rate-limited",
            _ => "stream-error",
        },
        (FailureCause::Tls(TlsFailure::NoCertificate), _) => "no-certificate",
        (
            FailureCause::Tls(
                TlsFailure::OldVersion | TlsFailure::NothingInCommon | TlsFailure::Outdated(_),
            ),
            _,
        ) => "old-tls",
        (FailureCause::Tls(TlsFailure::CertificateDemanded), _) => "client-certificate",
        (FailureCause::Tls(_), _) => "tls-failed",
        (FailureCause::NotOffered, _) => "no-starttls",
        _ => "dead-endpoint",
    }
}
