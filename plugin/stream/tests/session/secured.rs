//! Sessions that end under TLS: where, and why.

use checker_kit::tcp::TcpError;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::FailureCause;
use checker_stream::reader::{Foreign, ReadError};
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::step::Step;
use rustls::version::{TLS12, TLS13};

use crate::lab::{Cut, Run, direct, drive, run};
use crate::server::{Act, FEATURES, HEADER, HOST_UNKNOWN, Server};

/// What follows the handshake.
fn under_tls(acts: &[Act]) -> Run {
    run(direct(), &[vec![Act::Secure], acts.to_vec()].concat())
}

#[test]
fn http_under_tls() {
    let run = under_tls(&[Act::Hear(">"), Act::Say("HTTP/1.1 400 Bad Request\r\n\r\n")]);
    assert_eq!(run.failure().step, Step::Features);
    assert!(run.transcript().secured());
    let cause = &run.failure().cause;
    assert!(matches!(
        cause,
        FailureCause::Xml(ReadError::Foreign(Foreign::Http(_)))
    ));
}

#[test]
fn an_error_under_tls() {
    let run = under_tls(&[Act::Hear(">"), Act::Say(HEADER), Act::Say(HOST_UNKNOWN)]);
    assert_eq!(run.failure().step, Step::Features);
    assert!(run.transcript().header.is_some());
    assert!(matches!(run.failure().cause, FailureCause::StreamError(_)));
}

#[test]
fn an_end_under_tls_is_announced_or_not() {
    let unannounced = under_tls(&[Act::Hear(">"), Act::Say(HEADER), Act::End]);
    unannounced.assert_failed(Step::Features, FailureCause::Closed);
    assert_eq!(unannounced.transcript().close_notify, Some(false));
    assert!(unannounced.transcript().header.is_some());

    let announced = [Act::Hear(">"), Act::Say(HEADER), Act::CloseNotify, Act::End];
    let announced = under_tls(&announced);
    announced.assert_failed(Step::Features, FailureCause::Closed);
    assert_eq!(announced.transcript().close_notify, Some(true));
}

#[test]
fn an_announced_end_is_the_end_though_the_connection_stays() {
    let run = under_tls(&[Act::Hear(">"), Act::Say(HEADER), Act::CloseNotify]);
    run.assert_failed(Step::Features, FailureCause::Closed);
    assert_eq!(run.transcript().close_notify, Some(true));
}

#[test]
fn a_reset_under_tls_says_nothing_of_close_notify() {
    let run = under_tls(&[Act::Hear(">"), Act::Say(HEADER), Act::Reset]);
    run.assert_failed(Step::Features, FailureCause::Tcp(TcpError::Reset));
    assert_eq!(run.transcript().close_notify, None);
}

#[test]
fn what_breaks_tls_right_behind_the_handshake_belongs_to_the_step_after_it() {
    // A record that does not decrypt; in TLS 1.2 it comes in one piece with the
    // server's Finished.
    for version in [&TLS12, &TLS13] {
        let broken = Act::Send(b"\x17\x03\x03\x00\x20................................".to_vec());
        let server = Server::with(&[Act::Secure, broken], &[version]);
        let run = drive(direct(), server, &Cut::WHOLE);
        assert_eq!(run.failure().step, Step::Features);
        let cause = &run.failure().cause;
        assert!(matches!(cause, FailureCause::Tls(TlsFailure::Protocol(_))));
        assert!(run.transcript().secured());
        assert_eq!(run.probe.chain.len(), 1);
    }
}

#[test]
fn what_is_forbidden_ends_the_session_under_tls_as_well() {
    let run = under_tls(&[Act::Hear(">"), Act::Say(HEADER), Act::Say("<!-- x -->")]);
    assert!(matches!(
        run.failure().cause,
        FailureCause::Xml(ReadError::Forbidden(_))
    ));
}

#[test]
fn what_nobody_asked_for_is_not_waited_for() {
    let config = SessionConfig {
        depth: Depth::Tls,
        ..direct()
    };
    let run = run(config, &[Act::Secure, Act::Say(FEATURES)]);
    assert_eq!(run.transcript().failure, None);
    assert_eq!(run.transcript().features, None);
}
