//! Servers that allow one connection at a time.
//!
//! What was looked at in parallel may have been refused for that reason alone:
//! some endpoints of an address answer, others are refused at once or by name
//! of a limit. Those are visited again, one after the other.

use std::collections::BTreeMap;
use std::net::IpAddr;

use checker_kit::clock::{Mark, wait_until};
use checker_stream::refusal;
use futures_util::future::join_all;

use super::key::Key;
use super::visit::Visitor;
use crate::observation::Endpoint;
use crate::timer::Timer;

/// Visits again what may have been refused for being one of several; what
/// answers now counts.
pub(super) async fn again(visitor: &Visitor<'_>, timer: &Timer, endpoints: &mut [Endpoint]) {
    let suspects = suspects(endpoints);
    let seen = &*endpoints;
    let visits = suspects.values().map(async |suspects| {
        if !suspects
            .iter()
            .all(|index| refusal::is_closed(&seen[*index].transcript))
        {
            wait_until(Mark::now().plus(refusal::SETTLING)).await;
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
    endpoint.transcript.spoke() && !is_refused(endpoint) && endpoint.not_checked().is_none()
}

/// Whether the connection ended as one too many does, and nothing else is known
/// of the endpoint.
fn is_refused(endpoint: &Endpoint) -> bool {
    let unexplained = endpoint.diagnosis.is_none() && endpoint.redirects.is_empty();
    unexplained && refusal::is_likely(&endpoint.transcript)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Diagnosis;
    use checker_kit::tcp::TcpError;
    use checker_stream::failure::{FailureCause, ProbeFailure};
    use checker_stream::header::Header;
    use checker_stream::method::Method;
    use checker_stream::side::Side;
    use checker_stream::step::Step;

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

    fn suspected(endpoints: &[Endpoint]) -> Vec<usize> {
        suspects(endpoints).into_values().flatten().collect()
    }

    #[test]
    fn what_is_refused_beside_what_answers_is_tried_again() {
        let reset = || Some(FailureCause::Tcp(TcpError::Reset));
        let endpoints = [
            sound("192.0.2.1:5222"),
            endpoint("192.0.2.1:5269", reset()),
            endpoint("192.0.2.2:5269", reset()),
        ];
        assert_eq!(suspected(&endpoints), [1]);
    }

    #[test]
    fn what_fails_for_itself_or_is_explained_is_not() {
        let timed_out = endpoint("192.0.2.1:5269", Some(FailureCause::TimedOut));
        let diagnosed = Endpoint {
            diagnosis: Some(Diagnosis::StartTls),
            ..endpoint("192.0.2.1:5223", Some(FailureCause::Tcp(TcpError::Reset)))
        };
        let endpoints = [sound("192.0.2.1:5222"), timed_out, diagnosed];
        assert_eq!(suspected(&endpoints), [0; 0]);
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
