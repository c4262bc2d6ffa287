//! Sessions that end before TLS begins: where, and why.

use checker_kit::tcp::TcpError;
use checker_stream::failure::FailureCause;
use checker_stream::reader::{Foreign, ReadError};
use checker_stream::step::Step;

use crate::lab::{Run, begin, config, run, second};
use crate::server::{Act, HEADER, HOST_UNKNOWN, OFFER};

/// What a server says in clear after it heard a header.
fn answering(texts: &[&'static str]) -> Run {
    let mut script = vec![Act::Hear(">")];
    script.extend(texts.iter().map(|text| Act::Say(text)));
    script.push(Act::End);
    run(config(), &script)
}

/// What follows `<starttls/>`.
fn to_the_request(answer: Act) -> Run {
    let script = [
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say(OFFER),
        Act::Hear("/>"),
        answer,
        Act::End,
    ];
    run(config(), &script)
}

#[test]
fn nobody_listens() {
    let mut session = begin(config());
    session.connection_failed(TcpError::Refused, second(1));
    assert!(session.is_done());
    assert_eq!(session.poll_transmit(), None);
    let seen = session.outcome().transcript;
    let failure = seen.failure.unwrap();
    assert_eq!(failure.step, Step::Connect);
    assert_eq!(failure.cause, FailureCause::Tcp(TcpError::Refused));
    assert_eq!(seen.steps.len(), 1);
    assert_eq!(seen.steps[0].micros, 1_000_000);
}

#[test]
fn an_error_in_place_of_a_header() {
    let run = answering(&[HOST_UNKNOWN]);
    assert_eq!(run.failure().step, Step::Stream);
    assert_eq!(run.failure().message, "stream error host-unknown");
    assert_eq!(run.transcript().header_before_tls, None);
}

#[test]
fn an_error_after_the_header() {
    let run = answering(&[HEADER, HOST_UNKNOWN]);
    assert_eq!(run.failure().message, "stream error host-unknown");
    assert!(run.transcript().header_before_tls.is_some());
}

#[test]
fn the_stream_ends_before_the_features() {
    let run = answering(&[HEADER, "</stream:stream>"]);
    run.assert_failed(Step::Stream, FailureCause::StreamClosed);
}

#[test]
fn the_connection_ends_before_the_features() {
    let run = answering(&[HEADER]);
    run.assert_failed(Step::Stream, FailureCause::Closed);
    // Without TLS there is nothing to announce.
    assert_eq!(run.transcript().close_notify, None);
    assert!(run.transcript().header_before_tls.is_some());
}

#[test]
fn the_connection_breaks() {
    let script = [Act::Hear(">"), Act::Say(HEADER), Act::Reset];
    let run = run(config(), &script);
    run.assert_failed(Step::Stream, FailureCause::Tcp(TcpError::Reset));
}

#[test]
fn starttls_is_not_offered() {
    let run = answering(&[HEADER, "<stream:features/>"]);
    run.assert_failed(Step::StartTls, FailureCause::NotOffered);
    assert!(run.transcript().features_before_tls.is_some());
}

#[test]
fn starttls_is_refused() {
    let run = to_the_request(Act::Say(
        "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>",
    ));
    run.assert_failed(Step::StartTls, FailureCause::StartTlsRefused);
}

#[test]
fn starttls_is_answered_with_something_else() {
    let run = to_the_request(Act::Say("<proceed xmlns='urn:example:other'/>"));
    let cause = FailureCause::Unexpected("proceed".into());
    run.assert_failed(Step::StartTls, cause);
}

#[test]
fn starttls_is_answered_with_an_error() {
    let run = to_the_request(Act::Say(HOST_UNKNOWN));
    assert_eq!(run.failure().step, Step::StartTls);
    assert!(matches!(run.failure().cause, FailureCause::StreamError(_)));
}

#[test]
fn starttls_is_answered_with_the_end() {
    let run = to_the_request(Act::Send(Vec::new()));
    run.assert_failed(Step::StartTls, FailureCause::Closed);
}

#[test]
fn http_where_a_stream_should_be() {
    let run = answering(&["HTTP/1.1 400 Bad Request\r\n\r\n"]);
    let http = ReadError::Foreign(Foreign::Http("HTTP/1.1 400 Bad Request".into()));
    run.assert_failed(Step::Stream, FailureCause::Xml(http));
}

#[test]
fn tls_where_a_stream_should_be() {
    let script = [Act::Send(vec![0x15, 3, 1, 0, 2, 2, 10])];
    let run = run(config(), &script);
    let tls = ReadError::Foreign(Foreign::Tls);
    run.assert_failed(Step::Stream, FailureCause::Xml(tls));
}
