//! What can happen to endpoints.

use checker_kit::tcp::{Denial, TcpError};
use checker_kit::tls::{Outdated, OutdatedVersion, TlsFailure};
use checker_stream::failure::FailureCause;
use checker_stream::features::Features;
use checker_stream::step::Step;

use crate::observation::{Diagnosis, Endpoint};
use crate::testing::{fail, login, optional_starttls, refuse, starttls, stream_error, swallow};

/// One of them.
pub(super) type Change = Box<dyn Fn(&mut Endpoint)>;
/// Some endpoints.
pub(super) type Select = fn(&Endpoint) -> bool;

/// All of them, the same for the same position.
pub(super) fn changes() -> Vec<Change> {
    let tls = |failure| -> Change { Box::new(fail(Step::Tls, FailureCause::Tls(failure))) };
    let tcp = |error| -> Change { Box::new(fail(Step::Connect, FailureCause::Tcp(error))) };
    vec![
        Box::new(refuse),
        Box::new(swallow),
        tcp(TcpError::Unreachable),
        tcp(TcpError::NoRoute),
        tcp(TcpError::Limit),
        tcp(TcpError::NoResources),
        tcp(TcpError::Blocked(Denial::Port)),
        tcp(TcpError::Blocked(Denial::Documentation)),
        Box::new(|endpoint: &mut Endpoint| endpoint.out_of_time = true),
        Box::new(fail(Step::Stream, FailureCause::TimedOut)),
        Box::new(fail(Step::Stream, FailureCause::Closed)),
        Box::new(fail(Step::StartTls, FailureCause::NotOffered)),
        tls(TlsFailure::OldVersion),
        tls(TlsFailure::NothingInCommon),
        tls(TlsFailure::CertificateDemanded),
        tls(TlsFailure::NoCertificate),
        tls(TlsFailure::Outdated(Outdated {
            version: OutdatedVersion::Tls12,
            cipher_suite: "TLS_RSA_WITH_AES_128_CBC_SHA".into(),
        })),
        tls(TlsFailure::Alert("no_application_protocol".into())),
        tls(TlsFailure::Alert("unrecognized_name".into())),
        Box::new(stream_error(Step::Stream, "host-unknown", "")),
        Box::new(stream_error(Step::Features, "not-authorized", "")),
        Box::new(stream_error(Step::Features, "undefined-condition", "")),
        Box::new(stream_error(Step::Features, "internal-server-error", "")),
        Box::new(|endpoint: &mut Endpoint| endpoint.diagnosis = Some(Diagnosis::Https)),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.diagnosis = Some(Diagnosis::OtherSide {
                side: endpoint.side.other(),
            });
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features_before_tls = Some(optional_starttls());
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features = Some(login(&["PLAIN"]));
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features = Some(Features::default());
            endpoint.transcript.header = None;
        }),
        Box::new(|endpoint: &mut Endpoint| {
            endpoint.transcript.features = Some(starttls());
            endpoint.transcript.header = None;
        }),
    ]
}
