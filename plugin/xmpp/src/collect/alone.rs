//! Servers that allow one connection at a time.
//!
//! What was looked at in parallel may have been refused for that reason alone:
//! some endpoints of an address answer, others are refused at once or by name
//! of a limit. Those are visited again, one after the other.

use std::collections::BTreeMap;
use std::future::pending;
use std::net::IpAddr;
use std::time::Duration;

use checker_kit::clock::{Mark, before};
use checker_kit::tcp::TcpError;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::FailureCause;
use futures_util::future::join_all;

use super::key::Key;
use super::refusal::is_limit;
use super::visit::Visitor;
use crate::observation::Endpoint;
use crate::timer::Timer;

/// How long a server is given to notice that our connections are closed.
const SETTLING: Duration = Duration::from_millis(500);

/// Visits again what may have been refused for being one of several; what
/// answers now counts.
pub(super) async fn again(visitor: &Visitor<'_>, timer: &Timer, endpoints: &mut [Endpoint]) {
    let suspects = suspects(endpoints);
    let seen = &*endpoints;
    let visits = suspects.values().map(async |suspects| {
        if !suspects.iter().all(|index| is_closed(&seen[*index])) {
            let settled = Mark::now().plus(SETTLING);
            // Nothing else ends this wait.
            let _elapsed = before(settled, pending::<()>()).await;
        }
        let mut visited = Vec::new();
        for index in suspects {
            if Mark::now() < timer.end() {
                visited.push((*index, visitor.visit(Key::of(&seen[*index])).await));
            }
        }
        visited
    });
    for (index, now) in join_all(visits).await.into_iter().flatten() {
        take(&mut endpoints[index], now);
    }
}

/// What is seen alone counts where the server speaks now.
fn take(first: &mut Endpoint, now: Endpoint) {
    if answers(&now) {
        *first = Endpoint {
            parallel_refused: first.transcript.failure.take(),
            ..now
        };
    }
}

/// The endpoints that were refused at addresses where others answer.
fn suspects(endpoints: &[Endpoint]) -> BTreeMap<IpAddr, Vec<usize>> {
    let mut suspects: BTreeMap<IpAddr, Vec<usize>> = BTreeMap::new();
    for (index, endpoint) in endpoints.iter().enumerate() {
        let beside = |other: &Endpoint| other.address == endpoint.address && answers(other);
        if is_refused(endpoint) && endpoints.iter().any(beside) {
            suspects.entry(endpoint.address).or_default().push(index);
        }
    }
    suspects
}

/// Whether the server took the connection and spoke with us.
fn answers(endpoint: &Endpoint) -> bool {
    let transcript = &endpoint.transcript;
    let spoke = transcript.header_before_tls.is_some() || transcript.secured();
    spoke && !is_refused(endpoint) && endpoint.not_checked().is_none()
}

/// Whether the connection ended as one too many does: before anything was
/// said, or by a stream error for such cases.
fn is_refused(endpoint: &Endpoint) -> bool {
    let transcript = &endpoint.transcript;
    let Some(failure) = &transcript.failure else {
        return false;
    };
    if endpoint.diagnosis.is_some() || !endpoint.redirects.is_empty() {
        return false;
    }
    let silent = transcript.header_before_tls.is_none() && !transcript.secured();
    match &failure.cause {
        FailureCause::StreamError(error) => is_limit(&error.condition),
        FailureCause::Tcp(TcpError::Refused | TcpError::Reset)
        | FailureCause::Closed
        | FailureCause::Tls(TlsFailure::Closed) => silent,
        // A stream error in clear where TLS was to begin.
        FailureCause::Tls(TlsFailure::NotTls(begins)) => begins.starts_with('<'),
        _ => false,
    }
}

/// Whether nothing listens there, as far as can be told from one attempt.
fn is_closed(endpoint: &Endpoint) -> bool {
    let failure = endpoint.transcript.failure.as_ref();
    failure.is_some_and(|failure| failure.cause == FailureCause::Tcp(TcpError::Refused))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Diagnosis;
    use checker_stream::failure::ProbeFailure;
    use checker_stream::header::Header;
    use checker_stream::method::Method;
    use checker_stream::side::Side;
    use checker_stream::step::Step;
    use checker_stream::stream_error::StreamError;

    fn endpoint(remote: &str, cause: Option<FailureCause>) -> Endpoint {
        let remote = remote.parse().unwrap();
        let mut endpoint = Endpoint::unvisited(remote, Side::Client, Method::StartTls);
        endpoint.transcript.failure = cause.map(|cause| ProbeFailure::new(Step::Stream, cause));
        endpoint
    }

    fn sound(remote: &str) -> Endpoint {
        let mut endpoint = endpoint(remote, None);
        endpoint.transcript.header_before_tls = Some(Header::default());
        endpoint
    }

    fn stream_error(condition: &str) -> FailureCause {
        FailureCause::StreamError(StreamError {
            condition: condition.to_owned(),
            text: None,
            other_host: None,
        })
    }

    fn suspected(endpoints: &[Endpoint]) -> Vec<usize> {
        suspects(endpoints).into_values().flatten().collect()
    }

    #[test]
    fn what_is_refused_beside_what_answers_is_tried_again() {
        for cause in [
            FailureCause::Tcp(TcpError::Refused),
            FailureCause::Tcp(TcpError::Reset),
            FailureCause::Closed,
            FailureCause::Tls(TlsFailure::Closed),
            FailureCause::Tls(TlsFailure::NotTls("<?xml".into())),
            stream_error("policy-violation"),
            stream_error("resource-constraint"),
        ] {
            let endpoints = [
                sound("192.0.2.1:5222"),
                endpoint("192.0.2.1:5269", Some(cause.clone())),
                endpoint("192.0.2.2:5269", Some(cause.clone())),
            ];
            assert_eq!(suspected(&endpoints), [1], "{cause}");
        }
    }

    #[test]
    fn what_fails_for_itself_is_not() {
        for cause in [
            FailureCause::TimedOut,
            FailureCause::NotOffered,
            FailureCause::Tcp(TcpError::Unreachable),
            FailureCause::Tcp(TcpError::NoRoute),
            stream_error("host-unknown"),
            stream_error("not-authorized"),
        ] {
            let endpoints = [
                sound("192.0.2.1:5222"),
                endpoint("192.0.2.1:5269", Some(cause.clone())),
            ];
            assert_eq!(suspected(&endpoints), [0; 0], "{cause}");
        }
        let reset = || Some(FailureCause::Tcp(TcpError::Reset));
        let other = Endpoint {
            diagnosis: Some(Diagnosis::StartTls),
            ..endpoint("192.0.2.1:5223", reset())
        };
        let mut late = endpoint("192.0.2.1:5269", reset());
        late.transcript.header_before_tls = Some(Header::default());
        assert_eq!(suspected(&[sound("192.0.2.1:5222"), other, late]), [0; 0]);
    }

    #[test]
    fn what_is_seen_alone_counts_where_the_server_speaks_now() {
        let refused = || endpoint("192.0.2.1:5269", Some(FailureCause::Tcp(TcpError::Reset)));
        let mut first = refused();
        take(&mut first, refused());
        assert_eq!(first, refused());

        take(&mut first, sound("192.0.2.1:5269"));
        let how = first.parallel_refused.take().map(|failure| failure.cause);
        assert_eq!(how, Some(FailureCause::Tcp(TcpError::Reset)));
        assert_eq!(first, sound("192.0.2.1:5269"));
    }

    #[test]
    fn an_address_where_nothing_answers_is_left_alone() {
        let reset = || Some(FailureCause::Tcp(TcpError::Reset));
        let endpoints = [
            endpoint("192.0.2.1:5222", reset()),
            endpoint("192.0.2.1:5269", reset()),
            sound("192.0.2.2:5222"),
        ];
        assert_eq!(suspected(&endpoints), [0; 0]);
    }
}
