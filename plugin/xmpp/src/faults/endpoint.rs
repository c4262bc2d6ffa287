//! What is wrong with an endpoint that accepted the connection, or that was
//! not tried.

use checker_kit::address::AddressClass;
use checker_kit::tcp::Denial;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::method::Method;
use checker_stream::reader::ReadError;
use checker_stream::side::Side;
use checker_stream::step::Step;
use checker_stream::stream_error::StreamError;

use super::fault::Fault;
use super::kind::Kind;
use crate::observation::{Endpoint, NotChecked, Redirect, RedirectOutcome};
use crate::standing::{Standing, refuses_strangers};

/// The host that an endpoint is tried for first.
pub(super) fn host(endpoint: &Endpoint) -> &str {
    let first = endpoint.origins.first();
    first.map_or("", |origin| origin.host.as_str())
}

/// Why an endpoint was not tried.
pub(super) fn of_not_checked(endpoint: &Endpoint, why: NotChecked) -> Fault {
    let class = AddressClass::of(endpoint.address);
    match why {
        NotChecked::Blocked(Denial::Port) => of_record(Kind::DeniedPort, endpoint),
        // Whoever publishes an address for few has to mend that.
        NotChecked::Blocked(_) if class != AddressClass::Global => {
            Fault::about(Kind::TargetIsPrivate, host(endpoint))
        }
        NotChecked::Blocked(_) => Fault::new(Kind::ProberPolicy),
        NotChecked::NoRoute => Fault::new(Kind::ProberRoute),
        NotChecked::Limit => Fault::new(Kind::ProberLimit),
        NotChecked::NoResources => Fault::new(Kind::ProberResources),
        NotChecked::OutOfTime => Fault::new(Kind::ProberTime),
    }
}

/// A fault of the record that leads to an endpoint.
pub(super) fn of_record(kind: Kind, endpoint: &Endpoint) -> Fault {
    let service = endpoint.origins.first().and_then(|origin| origin.service);
    Fault::of_record(kind, service, host(endpoint), endpoint.port)
}

/// What is wrong behind a connection that was made; `None` where nothing is.
pub(super) fn of_conversation(endpoint: &Endpoint) -> Option<Fault> {
    let of_host = |kind| Fault::about(kind, host(endpoint));
    let refused = |redirect: &Redirect| matches!(redirect.outcome, RedirectOutcome::Refused { .. });
    if endpoint.redirects.iter().any(refused) {
        return Some(of_host(Kind::Redirect));
    }
    let Some(failure) = &endpoint.last().failure else {
        return of_offer(endpoint);
    };
    if refuses_strangers(endpoint) {
        return Some(Fault::new(Kind::StrangersRefused));
    }
    let led_away = !endpoint.redirects.is_empty();
    if led_away && failure.step == Step::Connect {
        return Some(of_host(Kind::Redirect));
    }
    Some(match &failure.cause {
        FailureCause::NotOffered | FailureCause::StartTlsRefused | FailureCause::Unexpected(_) => {
            Fault::of_side(Kind::NoStartTls, endpoint.side)
        }
        FailureCause::StreamError(error) => of_stream_error(endpoint, failure, error),
        FailureCause::Tls(failure) => of_tls(endpoint, failure),
        FailureCause::Xml(ReadError::Foreign(_) | ReadError::ForeignRoot(_)) => {
            Fault::of_port(Kind::NotXmpp, host(endpoint), endpoint.port)
        }
        FailureCause::Xml(_) => of_host(Kind::IllFormed),
        FailureCause::TimedOut => of_host(Kind::Silent),
        FailureCause::Closed | FailureCause::StreamClosed | FailureCause::Tcp(_) => {
            match failure.step {
                Step::StartTls => Fault::of_side(Kind::NoStartTls, endpoint.side),
                Step::Tls => of_host(Kind::TlsFailed),
                Step::Connect | Step::Stream | Step::Features => of_host(Kind::Closes),
            }
        }
    })
}

/// What is wrong with what is offered after TLS.
fn of_offer(endpoint: &Endpoint) -> Option<Fault> {
    match (Standing::of(endpoint), endpoint.side) {
        (Standing::TlsInFront, _) => Some(Fault::of_port(
            Kind::TlsInFront,
            host(endpoint),
            endpoint.port,
        )),
        (Standing::NoLogin, Side::Client) => Some(Fault::new(Kind::NoMechanism)),
        (Standing::NoLogin, Side::Server) => Some(Fault::new(Kind::NoServerAuthentication)),
        _ => None,
    }
}

fn of_stream_error(endpoint: &Endpoint, failure: &ProbeFailure, error: &StreamError) -> Fault {
    let of_host = |kind| Fault::about(kind, host(endpoint));
    match error.condition.as_str() {
        "host-unknown" | "host-gone" => of_host(Kind::HostUnknown),
        "policy-violation" | "resource-constraint" => of_host(Kind::RateLimited),
        // Prosody without dialback and without EXTERNAL: "No stream features
        // to offer".
        "undefined-condition" if nothing_to_offer(endpoint, failure) => {
            Fault::new(Kind::NoServerAuthentication)
        }
        // Prosody that requires encryption of clients and cannot start it.
        "undefined-condition" if nothing_before_tls(endpoint, error) => {
            Fault::of_side(Kind::NoStartTls, endpoint.side)
        }
        condition => Fault::about(
            Kind::StreamError,
            format!("{}:{}", known(condition), host(endpoint)),
        ),
    }
}

fn of_tls(endpoint: &Endpoint, failure: &TlsFailure) -> Fault {
    let of_host = |kind| Fault::about(kind, host(endpoint));
    match failure {
        TlsFailure::OldVersion | TlsFailure::NothingInCommon | TlsFailure::Outdated(_) => {
            of_host(Kind::OutdatedTls)
        }
        TlsFailure::NoCertificate => of_host(Kind::NoCertificate),
        TlsFailure::CertificateDemanded => of_host(Kind::ClientCertificate),
        TlsFailure::NotTls(_) => Fault::of_port(Kind::NotXmpp, host(endpoint), endpoint.port),
        TlsFailure::Alert(alert) => match alert.as_str() {
            // Prosody says so before the certificate where it does not serve
            // the name (RFC 6066 §3).
            "unrecognized_name" => of_host(Kind::HostUnknown),
            // RFC 7301 §3.2.
            "no_application_protocol" => Fault::of_port(Kind::Alpn, host(endpoint), endpoint.port),
            _ => of_host(Kind::TlsFailed),
        },
        TlsFailure::Closed | TlsFailure::Protocol(_) => of_host(Kind::TlsFailed),
    }
}

fn nothing_to_offer(endpoint: &Endpoint, failure: &ProbeFailure) -> bool {
    endpoint.side == Side::Server && endpoint.secured() && failure.step == Step::Features
}

/// The condition is as good as none: the text tells.
fn nothing_before_tls(endpoint: &Endpoint, error: &StreamError) -> bool {
    endpoint.method == Method::StartTls
        && !endpoint.secured()
        && error
            .text
            .as_ref()
            .is_some_and(|text| text.starts_with("No stream features"))
}

/// The condition if RFC 6120 §4.9.3 defines it: a cause holds no text that a
/// server makes up.
fn known(condition: &str) -> &str {
    const CONDITIONS: [&str; 25] = [
        "bad-format",
        "bad-namespace-prefix",
        "conflict",
        "connection-timeout",
        "host-gone",
        "host-unknown",
        "improper-addressing",
        "internal-server-error",
        "invalid-from",
        "invalid-namespace",
        "invalid-xml",
        "not-authorized",
        "not-well-formed",
        "policy-violation",
        "remote-connection-failed",
        "reset",
        "resource-constraint",
        "restricted-xml",
        "see-other-host",
        "system-shutdown",
        "undefined-condition",
        "unsupported-encoding",
        "unsupported-feature",
        "unsupported-stanza-type",
        "unsupported-version",
    ];
    match CONDITIONS.contains(&condition) {
        true => condition,
        false => "other",
    }
}
