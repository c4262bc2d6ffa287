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
use crate::standing::{Standing, has_no_features, refuses_strangers};
use crate::trial::Trial;

/// Why an endpoint was not tried.
pub(super) fn of_not_checked(endpoint: &Endpoint, why: NotChecked) -> Fault {
    let class = AddressClass::of(endpoint.address);
    match why {
        NotChecked::Blocked(Denial::Port) => of_record(Kind::DeniedPort, endpoint),
        // Whoever publishes an address for few has to mend that.
        NotChecked::Blocked(_) if class != AddressClass::Global => {
            Fault::about(Kind::TargetIsPrivate, endpoint.host())
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
    Fault::of_record(kind, service, endpoint.host(), endpoint.port)
}

/// What is wrong behind a connection that was made; `None` where nothing is.
pub(super) fn of_conversation(endpoint: &Endpoint) -> Option<Fault> {
    let of_host = |kind| Fault::about(kind, endpoint.host());
    let refused = |redirect: &Redirect| matches!(redirect.outcome, RedirectOutcome::Refused { .. });
    if endpoint.redirects.iter().any(refused) {
        return Some(of_host(Kind::Redirect));
    }
    let Some(failure) = &endpoint.last().failure else {
        return of_offer(endpoint);
    };
    if refuses_strangers(endpoint) {
        return Some(Fault::new(match Trial::of(endpoint) {
            Some(Trial::Refused) => Kind::ExternalRefused,
            _ => Kind::StrangersRefused,
        }));
    }
    let led_away = !endpoint.redirects.is_empty();
    if led_away && failure.step == Step::Connect {
        return Some(of_host(Kind::Redirect));
    }
    Some(match &failure.cause {
        FailureCause::NotOffered
        | FailureCause::StartTlsRefused
        | FailureCause::Unexpected(_)
        // Nobody speaks a protocol of mail here.
        | FailureCause::Reply(_)
        | FailureCause::TooMuch => {
            Fault::of_side(Kind::NoStartTls, endpoint.side)
        }
        FailureCause::StreamError(error) => of_stream_error(endpoint, failure, error),
        FailureCause::Tls(failure) => of_tls(endpoint, failure),
        FailureCause::Xml(ReadError::Foreign(_) | ReadError::ForeignRoot(_)) => {
            Fault::of_port(Kind::NotXmpp, endpoint.host(), endpoint.port)
        }
        FailureCause::Xml(_) => of_host(Kind::IllFormed),
        FailureCause::TimedOut => of_host(Kind::Silent),
        FailureCause::Closed | FailureCause::StreamClosed | FailureCause::Tcp(_) => {
            match failure.step {
                Step::StartTls => Fault::of_side(Kind::NoStartTls, endpoint.side),
                Step::Tls => ended(endpoint),
                Step::Connect
                | Step::Stream
                | Step::Features
                | Step::External
                | Step::Restart
                | Step::Dialback => of_host(Kind::Closes),
            }
        }
    })
}

/// What is wrong with what is offered after TLS.
fn of_offer(endpoint: &Endpoint) -> Option<Fault> {
    match (Standing::of(endpoint), endpoint.side) {
        (Standing::TlsInFront, _) => Some(Fault::of_port(
            Kind::TlsInFront,
            endpoint.host(),
            endpoint.port,
        )),
        (Standing::NoLogin, Side::Client) => Some(Fault::new(Kind::NoMechanism)),
        (Standing::NoLogin, Side::Server) => Some(Fault::new(Kind::NoServerAuthentication)),
        _ => None,
    }
}

fn of_stream_error(endpoint: &Endpoint, failure: &ProbeFailure, error: &StreamError) -> Fault {
    let of_host = |kind| Fault::about(kind, endpoint.host());
    match error.condition.as_str() {
        "host-unknown" | "host-gone" => of_host(Kind::HostUnknown),
        "policy-violation" | "resource-constraint" => of_host(Kind::RateLimited),
        "undefined-condition" if has_no_features(error) => of_no_features(endpoint, failure),
        condition => Fault::about(
            Kind::StreamError,
            format!("{}:{}", known(condition), endpoint.host()),
        ),
    }
}

fn of_tls(endpoint: &Endpoint, failure: &TlsFailure) -> Fault {
    let of_host = |kind| Fault::about(kind, endpoint.host());
    match failure {
        TlsFailure::OldVersion | TlsFailure::NothingInCommon | TlsFailure::Outdated(_) => {
            of_host(Kind::OutdatedTls)
        }
        TlsFailure::NoCertificate => of_host(Kind::NoCertificate),
        TlsFailure::CertificateDemanded | TlsFailure::CertificateRefused(_) => {
            of_host(Kind::ClientCertificate)
        }
        TlsFailure::NotTls(_) => Fault::of_port(Kind::NotXmpp, endpoint.host(), endpoint.port),
        TlsFailure::Alert(alert) => match alert.as_str() {
            // Prosody says so before the certificate where it does not serve
            // the name (RFC 6066 §3).
            "unrecognized_name" => of_host(Kind::HostUnknown),
            // RFC 7301 §3.2.
            "no_application_protocol" => Fault::of_port(Kind::Alpn, endpoint.host(), endpoint.port),
            _ => of_host(Kind::TlsFailed),
        },
        TlsFailure::Closed => ended(endpoint),
        TlsFailure::Protocol(_) => of_host(Kind::TlsFailed),
    }
}

/// Who ends a connection before one byte of TLS has come need not even know of
/// TLS: it may be a proxy without a server behind it.
fn ended(endpoint: &Endpoint) -> Fault {
    match endpoint.method {
        Method::DirectTls => Fault::about(Kind::Closes, endpoint.host()),
        Method::StartTls => Fault::about(Kind::TlsFailed, endpoint.host()),
    }
}

/// Before TLS it is TLS that is missing, after it a way to authenticate.
fn of_no_features(endpoint: &Endpoint, failure: &ProbeFailure) -> Fault {
    match (
        endpoint.secured() && failure.step == Step::Features,
        endpoint.side,
    ) {
        (false, side) => Fault::of_side(Kind::NoStartTls, side),
        (true, Side::Client) => Fault::new(Kind::NoMechanism),
        (true, Side::Server) => Fault::new(Kind::NoServerAuthentication),
    }
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
