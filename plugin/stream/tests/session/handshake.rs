//! Where TLS should begin, and what comes in its place.

use checker_kit::text::excerpt;
use checker_kit::tls::{OutdatedVersion, TlsFailure};
use checker_stream::failure::FailureCause;
use checker_stream::opening::Opening;
use checker_stream::session::SessionConfig;
use checker_stream::step::Step;

use rustls::version::{TLS12, TLS13};

use crate::lab::{Cut, begin, config, direct, drive, outdated, run, second};
use crate::server::{Act, HEADER, OFFER, PROCEED, Server};
use crate::success::{offering, secured};

#[test]
fn what_is_injected_after_proceed_is_noted_and_never_part_of_the_stream() {
    let stolen = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
        <mechanism>STOLEN</mechanism></mechanisms></stream:features>";
    let mut script = offering();
    script.pop();
    let together: &'static str = format!("{PROCEED}{stolen}").leak();
    script.push(Act::Say(together));
    script.extend(secured());
    let run = run(config(), &script);
    let seen = run.transcript();
    assert_eq!(seen.failure, None);
    let shown = excerpt(stolen.as_bytes(), 80);
    assert_eq!(seen.after_proceed, Some(shown));
    assert_eq!(seen.features.as_ref().unwrap().mechanisms, ["PLAIN"]);
}

#[test]
fn what_comes_before_our_hello_has_left_is_injected_however_it_is_cut() {
    let mut session = begin(config());
    session.connected(second(1));
    let together = format!("{HEADER}{OFFER}{PROCEED}");
    session.receive(together.as_bytes(), second(2));
    for byte in b"injected" {
        session.receive(&[*byte], second(2));
    }
    assert!(!session.is_done());
    while session.poll_transmit().is_some() {}
    // This could be an answer, and is none.
    session.receive(b"later", second(3));
    let seen = session.outcome().transcript;
    assert_eq!(seen.after_proceed.as_deref(), Some("injected"));
    assert!(matches!(
        seen.failure.unwrap().cause,
        FailureCause::Tls(TlsFailure::NotTls(begins)) if begins == "later"
    ));
}

#[test]
fn no_tls_after_proceed() {
    let script = [offering(), vec![Act::Forget, Act::Say("no\r\n")]].concat();
    let run = run(config(), &script);
    let cause = FailureCause::Tls(TlsFailure::NotTls("no\\r\\n".into()));
    run.assert_failed(Step::Tls, cause);
}

#[test]
fn the_connection_ends_within_the_handshake() {
    let run = run(direct(), &[Act::Forget, Act::End]);
    run.assert_failed(Step::Tls, FailureCause::Tls(TlsFailure::Closed));
    assert_eq!(run.transcript().close_notify, Some(false));
    assert_eq!(run.transcript().tls, None);
}

#[test]
fn a_certificate_is_demanded() {
    let demanded = FailureCause::Tls(TlsFailure::CertificateDemanded);
    // Within the handshake, and only after it.
    for (version, step) in [(&TLS12, Step::Tls), (&TLS13, Step::Features)] {
        let server = Server::demanding(&secured(), version);
        let run = drive(direct(), server, &Cut::WHOLE);
        run.assert_failed(step, demanded.clone());
    }
}

#[test]
fn a_look_for_outdated_cryptography_ends_with_what_the_server_agrees_to() {
    // A server that knows something current: its best suite of TLS 1.2.
    let script = [offering(), secured()].concat();
    let run = run(outdated(config()), &script);
    let FailureCause::Tls(TlsFailure::Outdated(agreed)) = &run.failure().cause else {
        panic!("{:?}", run.failure());
    };
    assert_eq!(agreed.version, OutdatedVersion::Tls12);
    assert!(
        agreed.cipher_suite.starts_with("TLS_ECDHE_"),
        "{}",
        agreed.cipher_suite
    );
    assert_eq!(run.failure().step, Step::Tls);
}

#[test]
fn an_alert_ends_the_handshake() {
    // RFC 8446 §6.2: a fatal unrecognized_name.
    let alert = Act::Send(vec![0x15, 3, 3, 0, 2, 2, 112]);
    let run = run(direct(), &[Act::Forget, alert]);
    let cause = FailureCause::Tls(TlsFailure::Alert("unrecognized_name".into()));
    run.assert_failed(Step::Tls, cause);
}

#[test]
fn a_name_that_cannot_be_sent_as_sni() {
    for opening in [Opening::Stream, Opening::DirectTls] {
        let config = SessionConfig {
            sni: "a b",
            opening,
            ..config()
        };
        let run = run(config, &offering());
        assert_eq!(run.failure().step, Step::Tls);
        assert!(matches!(
            run.failure().cause,
            FailureCause::Tls(TlsFailure::Protocol(_))
        ));
    }
}

#[test]
fn clear_text_where_tls_should_be() {
    let run = run(
        direct(),
        &[Act::Forget, Act::Say("HTTP/1.1 400 Bad Request\r\n")],
    );
    let begins = "HTTP/1.1 400 Bad Request\\r\\n".to_owned();
    run.assert_failed(Step::Tls, FailureCause::Tls(TlsFailure::NotTls(begins)));
}
