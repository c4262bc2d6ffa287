//! Where an endpoint is not what its record says: what is it?

use checker_kit::tls::TlsFailure;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::refusal;
use checker_stream::step::Step;
use checker_stream::transcript::Transcript;

use super::outcome::{answers_for, condition, has_header, is_http, speaks_otherwise};
use super::prober::{Look, Prober};
use crate::observation::{Diagnosis, Endpoint};

/// A second look that may tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Does the other side of the service answer?
    OtherSide,
    /// Does TLS begin in the other way?
    OtherMethod,
    /// What answers where our protocol is not asked for by name?
    WithoutAlpn,
}

/// What is there, if it is something else than expected.
pub(super) async fn diagnose(prober: &Prober<'_>, endpoint: &Endpoint) -> Option<Diagnosis> {
    if let Some(known) = at_once(endpoint) {
        return Some(known);
    }
    let question = question(endpoint)?;
    let (side, method, alpn) = match question {
        Question::OtherSide => (endpoint.side.other(), endpoint.method, true),
        Question::OtherMethod => (endpoint.side, endpoint.method.other(), true),
        Question::WithoutAlpn => (endpoint.side, endpoint.method, false),
    };
    let look = Look {
        remote: endpoint.remote(),
        side,
        method,
        alpn,
    };
    let seen = prober.look_again(look).await;
    let concluded = seen.and_then(|seen| conclude(endpoint, question, &seen));
    concluded.or_else(|| is_http(&endpoint.transcript).then_some(Diagnosis::Http))
}

/// What the first look tells.
fn at_once(endpoint: &Endpoint) -> Option<Diagnosis> {
    let transcript = &endpoint.transcript;
    let other = endpoint.side.other();
    if answers_for(transcript) == Some(other) {
        return Some(Diagnosis::OtherSide { side: other });
    }
    match (is_http(transcript), transcript.failure.as_ref()?.step) {
        (true, Step::Features) => Some(Diagnosis::Https),
        // Many an HTTPS server answers in clear what comes in clear: a second
        // look tells.
        (true, Step::Stream) | (false, _) => None,
        (true, _) => Some(Diagnosis::Http),
    }
}

/// What is worth trying.
fn question(endpoint: &Endpoint) -> Option<Question> {
    let failure = endpoint.transcript.failure.as_ref()?;
    // The other side of the service often hides behind this.
    if condition(&endpoint.transcript) == Some("invalid-namespace") {
        return Some(Question::OtherSide);
    }
    match (endpoint.method, failure.step, &failure.cause) {
        // RFC 7301 §3.2: TLS for other protocols only.
        (Method::DirectTls, Step::Tls, FailureCause::Tls(TlsFailure::Alert(alert)))
            if alert == "no_application_protocol" =>
        {
            Some(Question::WithoutAlpn)
        }
        (Method::DirectTls, Step::Tls, cause) | (Method::StartTls, Step::Stream, cause)
            if speaks_otherwise(cause) =>
        {
            Some(Question::OtherMethod)
        }
        _ => None,
    }
}

/// What the second look tells.
fn conclude(endpoint: &Endpoint, question: Question, seen: &Transcript) -> Option<Diagnosis> {
    if refusal::is_named(seen) {
        return None;
    }
    match (question, endpoint.method) {
        (Question::OtherSide, _) if has_header(seen) => Some(Diagnosis::OtherSide {
            side: endpoint.side.other(),
        }),
        (Question::OtherMethod, Method::StartTls) if seen.secured() => {
            Some(match is_http(seen) || is_http(&endpoint.transcript) {
                true => Diagnosis::Https,
                false => Diagnosis::DirectTls {
                    xmpp: has_header(seen),
                },
            })
        }
        (Question::OtherMethod, Method::DirectTls) if has_header(seen) => Some(Diagnosis::StartTls),
        (Question::OtherMethod, Method::DirectTls) if is_http(seen) => Some(Diagnosis::Http),
        (Question::WithoutAlpn, _) if is_http(seen) => Some(Diagnosis::Https),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker_stream::failure::ProbeFailure;
    use checker_stream::header::Header;
    use checker_stream::reader::{Foreign, ReadError};
    use checker_stream::side::Side;
    use checker_stream::stream_error::StreamError;

    fn endpoint(method: Method, step: Step, cause: FailureCause) -> Endpoint {
        let remote = "192.0.2.1:5222".parse().unwrap();
        let mut endpoint = Endpoint::unvisited(remote, Side::Client, method);
        endpoint.transcript.failure = Some(ProbeFailure::new(step, cause));
        endpoint
    }

    fn alert(name: &str) -> FailureCause {
        FailureCause::Tls(TlsFailure::Alert(name.to_owned()))
    }

    fn html() -> FailureCause {
        FailureCause::Xml(ReadError::Foreign(Foreign::Html("<html>".into())))
    }

    fn speaking() -> Transcript {
        Transcript {
            header_before_tls: Some(Header::default()),
            ..Transcript::default()
        }
    }

    #[test]
    fn a_web_server_is_known_by_how_it_answers() {
        let secured = endpoint(Method::DirectTls, Step::Features, html());
        assert_eq!(at_once(&secured), Some(Diagnosis::Https));
        let in_clear = FailureCause::Tls(TlsFailure::NotTls("HTTP/1.1 400".into()));
        let plain = endpoint(Method::DirectTls, Step::Tls, in_clear);
        assert_eq!(at_once(&plain), Some(Diagnosis::Http));
    }

    #[test]
    fn a_web_server_that_answers_in_clear_may_have_been_asked_in_clear() {
        let answered = endpoint(Method::StartTls, Step::Stream, html());
        assert_eq!(at_once(&answered), None);
        assert_eq!(question(&answered), Some(Question::OtherMethod));
        let silent_under_tls = Transcript {
            tls: Some(crate::testing::tls()),
            ..Transcript::default()
        };
        let found = conclude(&answered, Question::OtherMethod, &silent_under_tls);
        assert_eq!(found, Some(Diagnosis::Https));
        // Without TLS there, what was seen first stands.
        let found = conclude(&answered, Question::OtherMethod, &Transcript::default());
        assert_eq!(found, None);
    }

    #[test]
    fn the_other_side_is_known_by_its_namespace_or_asked_for() {
        let mut other = endpoint(Method::StartTls, Step::Stream, FailureCause::TimedOut);
        other.transcript.header_before_tls = Some(Header {
            content_namespace: Some("jabber:server".into()),
            ..Header::default()
        });
        let server = Diagnosis::OtherSide { side: Side::Server };
        assert_eq!(at_once(&other), Some(server));

        let error = FailureCause::StreamError(StreamError::of("invalid-namespace"));
        let refused = endpoint(Method::StartTls, Step::Stream, error);
        assert_eq!(at_once(&refused), None);
        assert_eq!(question(&refused), Some(Question::OtherSide));
        assert_eq!(
            conclude(&refused, Question::OtherSide, &speaking()),
            Some(server)
        );
        let silence = Transcript::default();
        assert_eq!(conclude(&refused, Question::OtherSide, &silence), None);
    }

    #[test]
    fn a_starttls_port_behind_a_direct_tls_record_is_found_and_the_other_way_round() {
        let not_tls = FailureCause::Tls(TlsFailure::NotTls("<?xml".into()));
        let swapped = endpoint(Method::DirectTls, Step::Tls, not_tls);
        assert_eq!(question(&swapped), Some(Question::OtherMethod));
        let found = conclude(&swapped, Question::OtherMethod, &speaking());
        assert_eq!(found, Some(Diagnosis::StartTls));

        let closed = endpoint(Method::StartTls, Step::Stream, FailureCause::Closed);
        assert_eq!(question(&closed), Some(Question::OtherMethod));
        let seen = Transcript {
            tls: Some(crate::testing::tls()),
            header: Some(Header::default()),
            ..Transcript::default()
        };
        let found = conclude(&closed, Question::OtherMethod, &seen);
        assert_eq!(found, Some(Diagnosis::DirectTls { xmpp: true }));
    }

    #[test]
    fn a_refusal_in_clear_does_not_make_a_starttls_port_of_it() {
        let not_tls = FailureCause::Tls(TlsFailure::NotTls("<?xml".into()));
        let refused = endpoint(Method::DirectTls, Step::Tls, not_tls);
        let error = FailureCause::StreamError(StreamError::of("policy-violation"));
        let seen = Transcript {
            failure: Some(ProbeFailure::new(Step::Stream, error)),
            ..speaking()
        };
        assert_eq!(conclude(&refused, Question::OtherMethod, &seen), None);
    }

    #[test]
    fn a_server_of_other_protocols_is_asked_without_ours() {
        let refused = endpoint(
            Method::DirectTls,
            Step::Tls,
            alert("no_application_protocol"),
        );
        assert_eq!(question(&refused), Some(Question::WithoutAlpn));
        let web = Transcript {
            failure: Some(ProbeFailure::new(Step::Features, html())),
            ..Transcript::default()
        };
        let found = conclude(&refused, Question::WithoutAlpn, &web);
        assert_eq!(found, Some(Diagnosis::Https));
        assert_eq!(conclude(&refused, Question::WithoutAlpn, &speaking()), None);
    }

    #[test]
    fn what_says_nothing_of_another_protocol_is_not_asked_about() {
        for (step, cause) in [
            (Step::Connect, FailureCause::TimedOut),
            (Step::Tls, alert("handshake_failure")),
            (Step::Features, FailureCause::Closed),
        ] {
            assert_eq!(question(&endpoint(Method::DirectTls, step, cause)), None);
        }
        let late = endpoint(Method::StartTls, Step::Tls, FailureCause::Closed);
        assert_eq!(question(&late), None);
    }
}
