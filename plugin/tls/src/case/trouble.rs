//! What kept a probe from a handshake, as the rules tell it apart.

use checker_kit::tcp::{Denial, TcpError};
use checker_kit::tls::TlsFailure;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::refusal;
use checker_stream::step::Step;

use crate::observation::AddressFacts;

/// What kept a probe from a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The prober has no route for the address family.
    NoRoute,
    /// The checker does not connect to this port.
    DeniedPort,
    /// The prober's policy forbids the destination.
    Blocked,
    /// A limit of the prober was reached.
    Limit,
    /// The prober's machine is short of something.
    NoResources,
    /// The time of the whole check was up before its turn came.
    OutOfTime,
    /// The server said that this was one connection too many.
    TurnedAway,
    /// No connection.
    Unreachable,
    /// STARTTLS is not offered.
    NotOffered,
    /// STARTTLS did not get as far as TLS.
    StartTlsFailed,
    /// The server speaks nothing newer than TLS 1.1.
    OldVersion,
    /// There is no cryptography in common.
    NothingInCommon,
    /// The server has no certificate.
    NoCertificate,
    /// The server demands a certificate of everybody.
    CertificateDemanded,
    /// The server does not know the protocol name that was offered.
    Alpn,
    /// The server does not know the name that was asked for.
    UnknownName,
    /// The handshake failed in another way.
    HandshakeFailed,
}

impl Trouble {
    /// What kept this probe; `None` where nothing did.
    pub fn of(seen: &AddressFacts) -> Option<Self> {
        if seen.agreed.is_some() {
            return None;
        }
        match &seen.failure {
            _ if seen.out_of_time => Some(Self::OutOfTime),
            Some(failure) => Some(Self::of_failure(failure)),
            // A stored observation may lack it.
            None => Some(Self::HandshakeFailed),
        }
    }

    /// Whether it came up after the server had accepted the connection.
    pub fn is_after_connect(&self) -> bool {
        match self {
            Self::TurnedAway
            | Self::NotOffered
            | Self::StartTlsFailed
            | Self::OldVersion
            | Self::NothingInCommon
            | Self::NoCertificate
            | Self::CertificateDemanded
            | Self::Alpn
            | Self::UnknownName
            | Self::HandshakeFailed => true,
            Self::NoRoute
            | Self::DeniedPort
            | Self::Blocked
            | Self::Limit
            | Self::NoResources
            | Self::OutOfTime
            | Self::Unreachable => false,
        }
    }

    fn of_failure(failure: &ProbeFailure) -> Self {
        match (&failure.cause, failure.step) {
            (FailureCause::Tcp(TcpError::NoRoute), _) => Self::NoRoute,
            (FailureCause::Tcp(TcpError::Blocked(Denial::Port)), _) => Self::DeniedPort,
            (FailureCause::Tcp(TcpError::Blocked(_)), _) => Self::Blocked,
            (FailureCause::Tcp(TcpError::Limit), _) => Self::Limit,
            (FailureCause::Tcp(TcpError::NoResources), _) => Self::NoResources,
            (cause, _) if refusal::names(cause) => Self::TurnedAway,
            (_, Step::Connect) => Self::Unreachable,
            (FailureCause::NotOffered, _) => Self::NotOffered,
            (_, Step::Stream | Step::StartTls) => Self::StartTlsFailed,
            (FailureCause::Tls(failure), _) => Self::of_handshake(failure),
            (_, Step::Tls | Step::Features | Step::External | Step::Restart | Step::Dialback) => {
                Self::HandshakeFailed
            }
        }
    }

    fn of_handshake(failure: &TlsFailure) -> Self {
        match failure {
            TlsFailure::OldVersion => Self::OldVersion,
            TlsFailure::NothingInCommon | TlsFailure::Outdated(_) => Self::NothingInCommon,
            TlsFailure::NoCertificate => Self::NoCertificate,
            TlsFailure::CertificateDemanded | TlsFailure::CertificateRefused(_) => {
                Self::CertificateDemanded
            }
            TlsFailure::Alert(alert) => match alert.as_str() {
                // RFC 7301 §3.2.
                "no_application_protocol" => Self::Alpn,
                // RFC 6066 §3.
                "unrecognized_name" => Self::UnknownName,
                _ => Self::HandshakeFailed,
            },
            TlsFailure::NotTls(_) | TlsFailure::Closed | TlsFailure::Protocol(_) => {
                Self::HandshakeFailed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab;

    #[test]
    fn each_failure_is_one_kind_of_trouble() {
        let tcp = |error| FailureCause::Tcp(error);
        for (step, cause, trouble) in [
            (Step::Connect, tcp(TcpError::NoRoute), Trouble::NoRoute),
            (
                Step::Connect,
                tcp(TcpError::Blocked(Denial::Port)),
                Trouble::DeniedPort,
            ),
            (
                Step::Connect,
                tcp(TcpError::Blocked(Denial::Private)),
                Trouble::Blocked,
            ),
            // A limit on bytes can be hit at any step.
            (Step::Tls, tcp(TcpError::Limit), Trouble::Limit),
            (
                Step::Connect,
                tcp(TcpError::NoResources),
                Trouble::NoResources,
            ),
            (Step::Connect, tcp(TcpError::Refused), Trouble::Unreachable),
            (Step::Connect, FailureCause::TimedOut, Trouble::Unreachable),
            (
                Step::StartTls,
                FailureCause::NotOffered,
                Trouble::NotOffered,
            ),
            (
                Step::StartTls,
                FailureCause::StartTlsRefused,
                Trouble::StartTlsFailed,
            ),
            (
                Step::Stream,
                FailureCause::TimedOut,
                Trouble::StartTlsFailed,
            ),
            (
                Step::Tls,
                FailureCause::Tls(TlsFailure::OldVersion),
                Trouble::OldVersion,
            ),
            (
                Step::Tls,
                FailureCause::Tls(TlsFailure::NothingInCommon),
                Trouble::NothingInCommon,
            ),
            (
                Step::Tls,
                FailureCause::Tls(TlsFailure::Closed),
                Trouble::HandshakeFailed,
            ),
            (Step::Tls, tcp(TcpError::Reset), Trouble::HandshakeFailed),
        ] {
            let failure = ProbeFailure::new(step, cause);
            let seen = lab::failed("192.0.2.1", failure.clone());
            assert_eq!(Trouble::of(&seen), Some(trouble), "{failure:?}");
        }
    }

    #[test]
    fn a_turn_that_did_not_come_is_none_of_the_servers_faults() {
        let seen = lab::out_of_time("192.0.2.1");
        assert_eq!(Trouble::of(&seen), Some(Trouble::OutOfTime));
    }
}
