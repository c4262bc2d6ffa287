//! What comes of one peer's attempt at one endpoint.

use crate::case::Case;
use crate::certificates::Acceptance;
use crate::observation::Endpoint;
use crate::standing::{Standing, ways};
use crate::words::{for_few, really_there};

/// How a peer authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Authentication {
    /// As a user.
    Login,
    /// As a server with a valid certificate (SASL EXTERNAL).
    Certificate,
    /// As a server by dialback (XEP-0220).
    Dialback,
    /// As a server that goes by TLSA records where there are some, and by its
    /// own authorities where there are none (RFC 7673 §4).
    Dane,
}

/// What comes of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Attempt {
    /// The peer gets in.
    In,
    /// It does not, with the reason.
    Out(String),
    /// The server works and does not offer what the peer needs.
    NotOffered(String),
    /// That was not looked at.
    Unknown(String),
}

/// Tries an endpoint. Everybody validates the certificate first.
pub(super) fn attempt(case: &Case, endpoint: &Endpoint, authentication: Authentication) -> Attempt {
    let failure = || match (endpoint.diagnosis, &endpoint.last().failure) {
        (Some(diagnosis), _) => format!("the record leads to {}", really_there(diagnosis)),
        (None, Some(failure)) => failure.message.clone(),
        (None, None) => match for_few(endpoint.address) {
            Some(what) if endpoint.of_nobody => format!("the address {what}"),
            _ => "TLS was not established".to_owned(),
        },
    };
    match Standing::of(endpoint) {
        Standing::Untried => {
            let reason = endpoint.not_checked().map(|reason| reason.to_string());
            return Attempt::Unknown(format!("not tried: {}", reason.unwrap_or_default()));
        }
        Standing::Dead | Standing::Stuck => return Attempt::Out(failure()),
        // Most software still accepts it; what is wrong is said beside the place.
        Standing::Outdated => return Attempt::In,
        Standing::TlsInFront => return Attempt::Out("TLS ends in front of the server".into()),
        Standing::NoLogin => return Attempt::Out("no way to authenticate".into()),
        Standing::CertificateOnly | Standing::Usable => {}
    }
    if authentication == Authentication::Dane
        && let Some(vouched) = case.tls.vouched(&case.observation, endpoint)
    {
        return match vouched {
            true => Attempt::In,
            false => Attempt::Out("no TLSA record matches the certificate".into()),
        };
    }
    match Acceptance::of(case, endpoint) {
        Acceptance::Refused(refusal) => return Attempt::Out(refusal.to_string()),
        Acceptance::Unknown => {
            return Attempt::Unknown("the certificate was not looked at".into());
        }
        Acceptance::Accepted => {}
    }
    let by_dialback = ways(endpoint).contains(&"dialback");
    match authentication {
        Authentication::Dialback if !by_dialback => Attempt::NotOffered("no dialback".into()),
        Authentication::Login
        | Authentication::Certificate
        | Authentication::Dialback
        | Authentication::Dane => Attempt::In,
    }
}
