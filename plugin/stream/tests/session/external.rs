//! What comes of authenticating with a certificate of one's own.

use std::sync::LazyLock;

use checker_kit::tls::{ClientCertificate, Config, Identity, TlsFailure};
use checker_stream::dialback::Verdict;
use checker_stream::external::{External, Refusal, Restart};
use checker_stream::failure::FailureCause;
use checker_stream::reader::ReadError;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::step::Step;
use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

use crate::lab::{Cut, Run, config, direct, drive, run};
use crate::server::{Act, HEADER, OFFER, PROCEED, Server};

const CERTIFICATE: &str = include_str!("../../../../tests/fixtures/prober/p256-cert.pem");
const KEY: &str = include_str!("../../../../tests/fixtures/prober/p256-key.pem");

static TLS: LazyLock<Config> = LazyLock::new(|| with(CERTIFICATE, KEY));

const EXTERNAL: &str = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
    <mechanism>EXTERNAL</mechanism></mechanisms></stream:features>";
const BOTH: &str = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
    <mechanism>EXTERNAL</mechanism></mechanisms><dialback xmlns='urn:xmpp:features:dialback'/>\
    </stream:features>";
const NONE: &str = "<stream:features/>";
const SUCCESS: &str = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
const FAILURE: &str = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/>\
    <text>expired</text></failure>";
const INVALID: &str = "<db:verify xmlns:db='jabber:server:dialback' id='no-such-stream' \
    type='invalid'/>";
const NOT_AUTHORIZED: &str = "<stream:error>\
    <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>";

fn with(certificate: &str, key: &str) -> Config {
    let identity = Identity::parse(certificate, key).unwrap();
    Config::new().unwrap().with_identity(identity)
}

/// As `prober.example`, with its certificate.
fn prober(config: SessionConfig<'static>) -> SessionConfig<'static> {
    SessionConfig {
        side: Side::Server,
        from: Some("prober.example"),
        depth: Depth::Questions,
        tls: &TLS,
        ..config
    }
}

/// A server that asks for a certificate and, once the header was heard, does
/// this.
fn asking(acts: &[Act]) -> Run {
    let script = [
        vec![Act::Secure, Act::Hear(">"), Act::Say(HEADER)],
        acts.to_vec(),
    ]
    .concat();
    drive(
        prober(direct()),
        Server::asking(&script, &TLS13),
        &Cut::WHOLE,
    )
}

/// The same with an offer of EXTERNAL, and what follows the attempt.
fn tried(acts: &[Act]) -> Run {
    let offer = vec![Act::Say(EXTERNAL), Act::Hear("</auth>")];
    asking(&[offer, acts.to_vec()].concat())
}

/// A server that lets the prober in, with these features at the end.
fn success(features: &'static str) -> Vec<Act> {
    vec![
        Act::Say(SUCCESS),
        Act::Hear("xml:lang='en'>"),
        Act::Say(HEADER),
        Act::Say(features),
    ]
}

fn succeeded(run: &Run) -> &Restart {
    match &run.transcript().external {
        Some(External::Succeeded(restart)) => restart,
        other => panic!("{other:?}"),
    }
}

fn steps(run: &Run) -> Vec<Step> {
    run.transcript().steps.iter().map(|one| one.step).collect()
}

#[test]
fn a_success_is_followed_by_a_new_stream_and_its_end() {
    let mut acts = success(NONE);
    acts.push(Act::Hear("</stream:stream>"));
    let run = tried(&acts);
    assert!(run.server.script_is_done(), "{run:?}");
    assert_eq!(run.transcript().failure, None);
    let restart = succeeded(&run);
    assert!(restart.features.as_ref().unwrap().list.is_empty());
    assert_eq!(restart.failure, None);
    // What was offered before is kept.
    let features = run.transcript().features.as_ref().unwrap();
    assert_eq!(features.mechanisms, ["EXTERNAL"]);
    assert_eq!(
        steps(&run),
        [
            Step::Connect,
            Step::Tls,
            Step::Features,
            Step::External,
            Step::Restart
        ]
    );
}

#[test]
fn it_is_all_the_same_with_starttls_and_with_tls_1_2() {
    let before = vec![
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say(OFFER),
        Act::Hear("/>"),
        Act::Say(PROCEED),
    ];
    let after = vec![
        Act::Secure,
        Act::Hear("xml:lang='en'>"),
        Act::Say(HEADER),
        Act::Say(EXTERNAL),
        Act::Hear("</auth>"),
    ];
    let script = [before, after, success(NONE)].concat();
    for version in [&TLS12, &TLS13] {
        let server = Server::asking(&script, version);
        let run = drive(prober(config()), server, &Cut::WHOLE);
        assert!(succeeded(&run).features.is_some());
        let tls = run.transcript().tls.as_ref().unwrap();
        assert_eq!(tls.client_certificate, Some(ClientCertificate::Presented));
    }
}

#[test]
fn keys_of_all_kinds_sign_the_handshake() {
    macro_rules! config {
        ($name:literal) => {
            LazyLock::new(|| {
                with(
                    include_str!(concat!(
                        "../../../../tests/fixtures/prober/",
                        $name,
                        "-cert.pem"
                    )),
                    include_str!(concat!(
                        "../../../../tests/fixtures/prober/",
                        $name,
                        "-key.pem"
                    )),
                )
            })
        };
    }
    static P384: LazyLock<Config> = config!("p384");
    static ED25519: LazyLock<Config> = config!("ed25519");
    static RSA: LazyLock<Config> = config!("rsa");
    let script = vec![
        Act::Secure,
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say(NONE),
    ];
    let versions: [&'static SupportedProtocolVersion; 2] = [&TLS12, &TLS13];
    for tls in [&*P384, &*ED25519, &*RSA] {
        for version in versions {
            let config = SessionConfig {
                tls,
                ..prober(direct())
            };
            let run = drive(config, Server::asking(&script, version), &Cut::WHOLE);
            assert_eq!(run.transcript().failure, None);
            assert!(run.server.was_shown_a_certificate());
        }
    }
}

#[test]
fn only_a_server_that_asks_is_shown_the_certificate() {
    let script = [
        Act::Secure,
        Act::Hear(">"),
        Act::Say(HEADER),
        Act::Say(NONE),
    ];
    let run = run(prober(direct()), &script);
    let tls = run.transcript().tls.as_ref().unwrap();
    assert_eq!(tls.client_certificate, Some(ClientCertificate::NotAskedFor));
    assert!(!run.server.was_shown_a_certificate());

    // Without one nothing is recorded, asked or not.
    let config = SessionConfig {
        tls: direct().tls,
        ..prober(direct())
    };
    let run = drive(config, Server::asking(&script, &TLS13), &Cut::WHOLE);
    let tls = run.transcript().tls.as_ref().unwrap();
    assert_eq!(tls.client_certificate, None);
    assert!(!run.server.was_shown_a_certificate());
}

#[test]
fn a_refusal_is_kept_with_its_condition() {
    let run = tried(&[Act::Say(FAILURE), Act::Hear("</stream:stream>")]);
    let refusal = Refusal {
        condition: "not-authorized".into(),
        text: Some("expired".into()),
    };
    assert_eq!(run.transcript().external, Some(External::Refused(refusal)));
    assert_eq!(run.transcript().failure, None);
    assert!(run.server.script_is_done());
}

#[test]
fn an_end_or_silence_in_place_of_an_answer_takes_nothing_from_what_was_seen() {
    for (acts, cause) in [
        (vec![], FailureCause::TimedOut),
        (vec![Act::End], FailureCause::Closed),
        (
            vec![Act::Say("</stream:stream>")],
            FailureCause::StreamClosed,
        ),
    ] {
        let run = tried(&acts);
        assert_eq!(run.transcript().failure, None, "{cause}");
        assert!(run.transcript().features.is_some(), "{cause}");
        assert_eq!(run.transcript().external, Some(External::Unanswered(cause)));
    }
    let run = tried(&[Act::Say(NOT_AUTHORIZED)]);
    let Some(External::Unanswered(FailureCause::StreamError(error))) = &run.transcript().external
    else {
        panic!("{run:?}");
    };
    assert_eq!(error.condition, "not-authorized");
}

#[test]
fn a_stream_that_does_not_begin_anew_is_kept_with_the_reason() {
    let success = || vec![Act::Say(SUCCESS), Act::Hear("xml:lang='en'>")];
    for (acts, cause) in [
        (vec![], FailureCause::TimedOut),
        (vec![Act::Say(HEADER), Act::End], FailureCause::Closed),
    ] {
        let run = tried(&[success(), acts].concat());
        assert_eq!(run.transcript().failure, None, "{cause}");
        assert_eq!(succeeded(&run).failure, Some(cause));
    }
}

#[test]
fn what_is_no_answer_ends_it_or_is_passed_over() {
    for name in ["challenge", "proceed", "success-not"] {
        let answer: &'static str =
            format!("<{name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>=</{name}>").leak();
        let run = tried(&[Act::Say(answer), Act::Hear("</stream:stream>")]);
        assert_eq!(
            run.transcript().external,
            Some(External::Unexpected(name.into()))
        );
        assert!(run.server.script_is_done());
    }
    let noise = "<success xmlns='urn:xmpp:sasl:2'/><iq/> <db:verify xmlns:db='x'/>";
    let run = tried(&[vec![Act::Say(noise)], success(NONE)].concat());
    assert!(succeeded(&run).features.is_some());
    // What no server may send to anybody is an end here, too.
    let run = tried(&[Act::Say("<!-- -->")]);
    let Some(External::Unanswered(FailureCause::Xml(ReadError::Forbidden(_)))) =
        &run.transcript().external
    else {
        panic!("{run:?}");
    };
}

#[test]
fn a_server_that_does_not_wait_for_the_header_is_understood_however_it_is_cut() {
    let hasty: &'static str = format!("{SUCCESS}{HEADER}{NONE}").leak();
    for poll in [false, true] {
        for length in [1, 7, 1_000] {
            let script = [
                Act::Secure,
                Act::Hear(">"),
                Act::Say(HEADER),
                Act::Say(EXTERNAL),
                Act::Hear("</auth>"),
                Act::Say(hasty),
            ];
            let cut = Cut {
                lengths: vec![length],
                poll,
            };
            let server = Server::asking(&script, &TLS13);
            let run = drive(prober(direct()), server, &cut);
            assert!(succeeded(&run).features.is_some(), "{length} {poll}");
        }
    }
}

#[test]
fn both_questions_are_asked_on_one_stream() {
    let offer = vec![Act::Say(BOTH), Act::Hear("</auth>")];
    let dialback = vec![
        Act::Hear("</db:verify>"),
        Act::Say(INVALID),
        Act::Hear("</stream:stream>"),
    ];
    for answer in [success(NONE), vec![Act::Say(FAILURE)]] {
        let run = asking(&[offer.clone(), answer, dialback.clone()].concat());
        assert!(run.transcript().external.is_some());
        assert_eq!(run.transcript().dialback, Some(Verdict::Invalid));
        assert!(run.server.script_is_done(), "{run:?}");
    }
    // Who was refused may be turned out: that says nothing of dialback.
    let run = asking(&[offer, vec![Act::Say(FAILURE), Act::End]].concat());
    assert!(matches!(
        run.transcript().external,
        Some(External::Refused(_))
    ));
    assert_eq!(run.transcript().dialback, None);
}

#[test]
fn nobody_is_asked_who_does_not_offer_it_or_where_there_is_no_certificate() {
    let script = |features| {
        [
            Act::Secure,
            Act::Hear(">"),
            Act::Say(HEADER),
            Act::Say(features),
            Act::Hear("</stream:stream>"),
        ]
    };
    let nobody = SessionConfig {
        tls: direct().tls,
        ..prober(direct())
    };
    let client = SessionConfig {
        side: Side::Client,
        ..prober(direct())
    };
    let shallow = SessionConfig {
        depth: Depth::Features,
        ..prober(direct())
    };
    for (config, features) in [
        (prober(direct()), NONE),
        (nobody, EXTERNAL),
        (client, EXTERNAL),
        (shallow, EXTERNAL),
    ] {
        let run = drive(
            config,
            Server::asking(&script(features), &TLS13),
            &Cut::WHOLE,
        );
        assert_eq!(run.transcript().external, None);
        assert_eq!(*steps(&run).last().unwrap(), Step::Features);
        assert!(run.server.script_is_done(), "{run:?}");
    }
}

#[test]
fn a_certificate_that_tls_refuses_is_not_taken_for_a_demand() {
    let script = [Act::Secure, Act::Hear(">"), Act::Say(HEADER)];
    for version in [&TLS12, &TLS13] {
        let server = Server::demanding(&script, version);
        let run = drive(prober(direct()), server, &Cut::WHOLE);
        let FailureCause::Tls(TlsFailure::CertificateRefused(alert)) = &run.failure().cause else {
            panic!("{run:?}");
        };
        assert_eq!(alert, "unknown_ca");
    }
}
