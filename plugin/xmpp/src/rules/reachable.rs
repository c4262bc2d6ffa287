//! `xmpp.c2s_reachable` and `xmpp.s2s_reachable`: does anybody get in?

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::tcp::TcpError;
use checker_kit::text::count;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;

use super::{Case, names, peers, side_name};
use crate::observation::{Diagnosis, Endpoint, Observation, RedirectOutcome, Service};

pub(super) const C2S: &str = "xmpp.c2s_reachable";
pub(super) const S2S: &str = "xmpp.s2s_reachable";

pub(super) fn c2s(case: &Case<'_>) -> Vec<Finding> {
    judge(case.observation, Side::Client, C2S)
}

pub(super) fn s2s(case: &Case<'_>) -> Vec<Finding> {
    judge(case.observation, Side::Server, S2S)
}

fn judge(observation: &Observation, side: Side, rule: &'static str) -> Vec<Finding> {
    let all: Vec<&Endpoint> = observation.side(side).collect();
    if all.is_empty() {
        return vec![nothing_to_try(observation, side, rule)];
    }
    let alive: Vec<&Endpoint> = all
        .iter()
        .filter(|endpoint| endpoint.secured())
        .copied()
        .collect();
    let open: Vec<&Endpoint> = all
        .iter()
        .filter(|endpoint| endpoint.not_checkable().is_some())
        .copied()
        .collect();
    let dead: Vec<&Endpoint> = all
        .iter()
        .filter(|endpoint| !endpoint.secured() && endpoint.not_checkable().is_none())
        .copied()
        .collect();

    let mut findings = Vec::new();
    if alive.is_empty() && !dead.is_empty() {
        findings.push(
            Finding::new(
                Status::Crit,
                rule,
                "unreachable",
                format!(
                    "No {} endpoint can be used: {} cannot connect. Tried {}.",
                    side_name(side),
                    peers(side),
                    names(dead.iter().copied())
                ),
            )
            .fix("See the findings for each endpoint below; one that works is enough to be reachable."),
        );
    }
    findings.extend(
        dead.iter()
            .map(|endpoint| dead_endpoint(observation, endpoint, rule)),
    );
    findings.extend(
        open.iter()
            .filter_map(|endpoint| not_checked(endpoint, rule)),
    );
    findings.extend(
        alive
            .iter()
            .filter_map(|endpoint| half_alive(endpoint, rule)),
    );
    if alive.is_empty() && dead.is_empty() && findings.is_empty() {
        findings.push(
            Finding::new(
                Status::Error,
                rule,
                "not-checkable",
                format!(
                    "None of the {} endpoints could be tried: this machine has no route to their \
                     addresses ({}).",
                    side_name(side),
                    names(open.iter().copied())
                ),
            )
            .fix("Run the check from a machine that has IPv6."),
        );
    }
    if !alive.is_empty() {
        findings.push(Finding::new(
            Status::Ok,
            rule,
            "reachable",
            format!(
                "{} of {} accept TCP and complete TLS.",
                alive.len(),
                count(all.len() - open.len(), "endpoint")
            ),
        ));
    }
    findings
}

fn nothing_to_try(observation: &Observation, side: Side, rule: &'static str) -> Finding {
    let service = observation.service(Service::of(side, Method::StartTls));
    if service.is_some_and(|lookup| lookup.declares_absence()) {
        return Finding::skipped(
            rule,
            format!(
                "The domain declares that it offers no {} service.",
                side_name(side)
            ),
        );
    }
    let unknown = observation
        .services
        .iter()
        .filter(|lookup| lookup.service.side() == Some(side))
        .filter_map(|lookup| lookup.failure())
        .chain(observation.hosts.iter().filter_map(|host| host.failure()))
        .find(|failure| failure.is_local());
    if let Some(failure) = unknown {
        return Finding::new(
            Status::Error,
            rule,
            "lookup-failed",
            format!("No endpoint could be found: {failure}."),
        )
        .fix("Check the resolver that the prober uses and run the check again.");
    }
    Finding::new(
        Status::Crit,
        rule,
        "no-endpoint",
        format!(
            "There is no address to connect to, so {} cannot use the service.",
            peers(side)
        ),
    )
    .fix("Publish SRV records whose targets have A or AAAA records.")
}

fn dead_endpoint(observation: &Observation, endpoint: &Endpoint, rule: &'static str) -> Finding {
    let what = describe(endpoint);
    let message = format!(
        "{} ({}, {}) does not work: {what}.",
        endpoint.name(),
        host(endpoint),
        endpoint.method.label()
    );
    let (code, fix) = remedy(observation, endpoint);
    Finding::new(Status::Warn, rule, code, message)
        .subject(endpoint.name())
        .fix(fix)
}

/// What is there, in words.
fn describe(endpoint: &Endpoint) -> String {
    match endpoint.diagnosis {
        Some(Diagnosis::DirectTls { xmpp: true }) => {
            return "the port expects TLS from the first byte (direct TLS), not STARTTLS".into();
        }
        Some(Diagnosis::DirectTls { xmpp: false }) => {
            return "the port speaks TLS from the first byte, and it is not XMPP that it carries"
                .into();
        }
        Some(Diagnosis::StartTls) => {
            return "the port expects STARTTLS, not direct TLS".into();
        }
        Some(Diagnosis::Http) => return "an HTTP server answers here, not XMPP".into(),
        Some(Diagnosis::Https) => return "an HTTPS server answers here, not XMPP".into(),
        Some(Diagnosis::OtherSide { side }) => {
            return format!("the port serves {} streams", side_name(side));
        }
        None => {}
    }
    for redirect in &endpoint.redirects {
        if let RedirectOutcome::Refused { reason } = &redirect.outcome {
            return format!(
                "the server redirects to \"{}\" (see-other-host): {reason}",
                redirect.to
            );
        }
    }
    match &endpoint.last().failure {
        Some(failure) => format!("{} (at step {})", failure.message, failure.step.word()),
        None => "TLS was not established".to_owned(),
    }
}

/// A code for machines and a remedy for people.
fn remedy(observation: &Observation, endpoint: &Endpoint) -> (&'static str, String) {
    let port = endpoint.port;
    let domain = &observation.domain.ascii;
    if let Some(diagnosis) = &endpoint.diagnosis {
        let fix = match diagnosis {
            Diagnosis::DirectTls { xmpp: true } => format!(
                "Publish this port under {} instead, and under {} the port that offers STARTTLS.",
                Service::of(endpoint.side, Method::DirectTls).labels(),
                Service::of(endpoint.side, Method::StartTls).labels()
            ),
            Diagnosis::StartTls => format!(
                "Publish this port under {} instead, or let the server listen with direct TLS on \
                 the port published under {}.",
                Service::of(endpoint.side, Method::StartTls).labels(),
                Service::of(endpoint.side, Method::DirectTls).labels()
            ),
            Diagnosis::DirectTls { xmpp: false } | Diagnosis::Http | Diagnosis::Https => format!(
                "Correct the port in the SRV record, or route ALPN {} on port {port} to the XMPP \
                 server.",
                endpoint.side.alpn()
            ),
            Diagnosis::OtherSide { side } => format!(
                "Publish this port under {} instead.",
                Service::of(*side, endpoint.method).labels()
            ),
        };
        return ("wrong-service", fix);
    }
    let Some(ProbeFailure { step, cause, .. }) = &endpoint.last().failure else {
        return ("dead-endpoint", "Check the server's log.".into());
    };
    match (cause, step) {
        (FailureCause::Tcp(TcpError::Refused), _) => (
            "refused",
            format!("Start the server, or let it listen on port {port} at this address."),
        ),
        (FailureCause::TimedOut | FailureCause::Tcp(TcpError::TimedOut), Step::Connect) => (
            "no-answer",
            format!("Open TCP port {port} in the firewall, or remove the address from the DNS."),
        ),
        (FailureCause::Tcp(TcpError::Unreachable), _) => (
            "no-route",
            "Correct the address in the DNS, or the routing to it.".into(),
        ),
        (FailureCause::TimedOut, _) => (
            "silent",
            "Check the server's log and load: it accepts connections but does not answer.".into(),
        ),
        (FailureCause::StreamError(error), _) if error.condition == "host-unknown" => (
            "host-unknown",
            format!("Add {domain} to the hosts that the server serves, or correct the SRV record."),
        ),
        (FailureCause::StreamError(error), _)
            if matches!(
                error.condition.as_str(),
                "policy-violation" | "resource-constraint"
            ) =>
        {
            (
                "rate-limited",
                "The server limits connections; run the check again later, or exempt the prober's \
                 address."
                    .into(),
            )
        }
        (FailureCause::StreamError(_), _) => ("stream-error", "The server's log says more.".into()),
        (FailureCause::Tls(TlsFailure::OldVersion | TlsFailure::NothingInCommon), _) => (
            "old-tls",
            "Enable TLS 1.2 and 1.3 with ECDHE and AES-GCM or ChaCha20 cipher suites.".into(),
        ),
        (FailureCause::Tls(_), _) => (
            "tls-failed",
            format!("Check the certificate and key that the server uses for {domain}."),
        ),
        (FailureCause::NotOffered, _) => (
            "no-starttls",
            "Configure a certificate for the domain and switch STARTTLS on.".into(),
        ),
        _ => (
            "dead-endpoint",
            "Check what listens there, and the server's log.".into(),
        ),
    }
}

/// Endpoints that could not be tried for reasons on our side.
fn not_checked(endpoint: &Endpoint, rule: &'static str) -> Option<Finding> {
    match endpoint.not_checkable()? {
        TcpError::Blocked(why) => Some(
            Finding::new(
                Status::Error,
                rule,
                "blocked-by-policy",
                format!("{} was not tried: blocked by policy ({why}).", endpoint.name()),
            )
            .subject(endpoint.name())
            .fix("The prober does not connect to this destination; allow it in the prober's policy if it should."),
        ),
        TcpError::Limit => Some(
            Finding::new(
                Status::Error,
                rule,
                "not-tried",
                format!("{} was not tried: the check's budget was used up.", endpoint.name()),
            )
            .subject(endpoint.name())
            .fix("Raise the prober's limits, or publish fewer endpoints."),
        ),
        // `xmpp.ipv6_reachable` says so, once.
        _ => None,
    }
}

/// TLS works, what comes after it does not.
fn half_alive(endpoint: &Endpoint, rule: &'static str) -> Option<Finding> {
    let failure = endpoint.last().failure.as_ref()?;
    if endpoint.side == Side::Server && super::s2s_dialback::refuses_strangers(endpoint) {
        return None;
    }
    Some(
        Finding::new(
            Status::Warn,
            rule,
            "no-features",
            format!(
                "{} ({}) completes TLS but is not usable: {}.",
                endpoint.name(),
                host(endpoint),
                match endpoint.diagnosis {
                    Some(_) => describe(endpoint),
                    None => failure.message.clone(),
                }
            ),
        )
        .subject(endpoint.name())
        .fix("The server's log says more about streams that end after TLS."),
    )
}

fn host(endpoint: &Endpoint) -> &str {
    endpoint
        .origins
        .first()
        .map_or("", |origin| origin.host.as_str())
}
