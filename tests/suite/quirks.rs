//! What real servers do, each with the verdict that its operator would call
//! right. The numbers are those of `docs/quirks.md`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use checker_host::model::Status;
use checker_host::network::sim::xmpp::{StartTls, XmppServer, xmpp_addr};
use checker_host::network::sim::{
    Authority, Leaf, Listener, Service, Shape, SimStream, server_config,
};
use checker_host::platform::Outcome;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::server::{Acceptor, WebPkiClientVerifier};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::lab::{HOST, Lab, V4, V6, endpoints, found, states, tls_observation, worst};

const C2S: &str = "xmpp.c2s_reachable";
const S2S: &str = "xmpp.s2s_reachable";
const SASL: &str = "xmpp.sasl_mechanisms";
const DIALBACK: &str = "xmpp.s2s_dialback";
const STARTTLS: &str = "xmpp.starttls_required";

fn with_c2s(change: impl FnOnce(&mut XmppServer)) -> Outcome {
    Lab::with(change, |_| {}).option("mode", "c2s").check()
}

fn with_s2s(change: impl FnOnce(&mut XmppServer)) -> Outcome {
    Lab::with(|_| {}, change).option("mode", "s2s").check()
}

// Server to server.

#[test]
fn q01_not_authorized_before_any_features_is_not_a_broken_server() {
    let outcome = with_s2s(|s2s| s2s.error = Some(XmppServer::stream_error("not-authorized", "")));
    found(&outcome, DIALBACK, "certificate-required", Status::Info);
    worst(&outcome, S2S, Status::Ok);
}

#[test]
fn q02_external_is_not_expected_without_a_certificate() {
    let outcome = with_s2s(|s2s| s2s.mechanisms.clear());
    found(&outcome, DIALBACK, "answers", Status::Ok);
}

#[test]
fn q03_undefined_condition_without_features_is_a_server_that_offers_nothing() {
    let outcome = with_s2s(|s2s| {
        s2s.dialback = false;
        let error = XmppServer::stream_error("undefined-condition", "");
        let text = "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>No stream features to \
                    offer</text></stream:error>";
        s2s.error = Some(error.replace("</stream:error>", text));
    });
    found(&outcome, DIALBACK, "nothing-offered", Status::Crit);
}

#[test]
fn q04_from_is_sent_and_does_not_change_on_the_restarted_stream() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let lab = Lab::empty();
    let tls = server_config(lab.authority.issue(&Leaf::of("example.org")), &[]);
    let mut lab = lab;
    lab.srv("_xmpp-server", 5269, HOST);
    lab.simulation.zone().address(HOST, V4);
    lab.put(5269, move |mut stream: SimStream| {
        let (sender, tls) = (sender.clone(), tls.clone());
        async move {
            let mut buffer = [0; 2048];
            let count = stream.read(&mut buffer).await.unwrap();
            sender.send(String::from_utf8_lossy(&buffer[..count]).into_owned()).unwrap();
            stream
                .write_all(
                    b"<?xml version='1.0'?><stream:stream xmlns='jabber:server' version='1.0' id='1' \
                      xmlns:stream='http://etherx.jabber.org/streams'><stream:features>\
                      <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>\
                      </stream:features>",
                )
                .await
                .unwrap();
            let _ = stream.read(&mut buffer).await.unwrap();
            stream
                .write_all(b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
                .await
                .unwrap();
            let mut stream = accept(tls, stream).await;
            let count = stream.read(&mut buffer).await.unwrap();
            sender.send(String::from_utf8_lossy(&buffer[..count]).into_owned()).unwrap();
        }
    });
    lab.option("mode", "s2s")
        .option("from", "probe.example")
        .check();
    let headers: Vec<String> = receiver.try_iter().take(2).collect();
    assert_eq!(headers.len(), 2);
    assert_eq!(headers[0], headers[1]);
    assert!(headers[0].contains("from='probe.example'") && headers[0].contains("to='example.org'"));
}

async fn accept(
    tls: Arc<ServerConfig>,
    stream: SimStream,
) -> tokio_rustls::server::TlsStream<SimStream> {
    tokio_rustls::TlsAcceptor::from(tls)
        .accept(stream)
        .await
        .unwrap()
}

#[test]
fn q05_invalid_namespace_shows_the_other_side_of_the_service() {
    let mut lab = Lab::empty();
    lab.srv("_xmpp-server", 5222, HOST);
    lab.simulation.zone().address(HOST, V4);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    let outcome = lab.option("mode", "s2s").check();
    let state = found(&outcome, S2S, "wrong-service", Status::Warn);
    assert!(
        state.message.contains("client-to-server"),
        "{}",
        state.message
    );
    assert!(state.meta().fix.contains("_xmpp-client._tcp"));
}

#[test]
fn q06_dialback_in_the_header_counts_and_in_clear_proves_nothing() {
    let outcome = with_s2s(|s2s| s2s.extra.clear());
    found(&outcome, DIALBACK, "answers", Status::Ok);
    let outcome = with_s2s(|s2s| {
        s2s.extra.clear();
        s2s.dialback_before = true;
        s2s.dialback = false;
    });
    found(&outcome, DIALBACK, "none", Status::Crit);
}

// Streams.

#[test]
fn q07_errors_without_header_or_prefix_or_version_are_understood() {
    let error = "<host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>";
    for text in [
        // jabberd2: no header, the prefix is not bound.
        format!("<stream:error>{error}</stream:error></stream:stream>"),
        // Tigase: no prefix.
        format!("<error xmlns='http://etherx.jabber.org/streams'>{error}</error>"),
        // ejabberd: a header without version.
        format!(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1' \
             xmlns:stream='http://etherx.jabber.org/streams'><stream:error>{error}</stream:error>\
             </stream:stream>"
        ),
    ] {
        let outcome = Lab::single(Listener::answering(text)).check();
        found(&outcome, C2S, "host-unknown", Status::Warn);
    }
}

#[test]
fn q08_see_other_host_is_followed_before_and_after_tls() {
    let redirect = XmppServer::stream_error("see-other-host", "other.example.org:5299");
    for after_tls in [false, true] {
        let mut lab = Lab::empty();
        lab.srv("_xmpp-client", 5222, HOST);
        lab.simulation
            .zone()
            .address(HOST, V4)
            .address("other.example.org", "192.0.2.77");
        let target = lab.c2s();
        let mut first = lab.c2s();
        match after_tls {
            true => first.error = Some(redirect.clone()),
            false => first.error_before = Some(redirect.clone()),
        }
        lab.put(5222, first);
        lab.simulation.listen("192.0.2.77:5299", target);
        let outcome = lab.option("mode", "c2s").check();
        found(&outcome, C2S, "reachable", Status::Ok);
        found(&outcome, "xmpp.sasl_mechanisms", "sound", Status::Ok);
        assert_eq!(
            endpoints(&outcome)[0]["redirects"][0]["outcome"]["address"],
            "192.0.2.77:5299"
        );
    }
}

#[test]
fn q08_see_other_host_is_refused_to_private_addresses_and_in_loops() {
    let refused = |inner: &str| {
        let error = XmppServer::stream_error("see-other-host", inner);
        let mut lab = Lab::single(Listener::Refuse);
        let mut server = lab.c2s();
        server.error_before = Some(error);
        lab.put(5222, server);
        let outcome = lab.check();
        let dead = states(&outcome, C2S);
        dead.iter()
            .find(|state| state.status == Status::Warn)
            .unwrap()
            .message
            .clone()
    };
    assert!(refused("10.0.0.1").contains("private address"));
    assert!(refused("[::1]:5222").contains("loopback address"));
    assert!(refused("192.0.2.1:5222").contains("more than 2 redirects"));
    assert!(refused("not a host").contains("not a host"));
}

#[test]
fn q09_host_unknown_for_the_u_label_is_tried_again_with_the_a_label() {
    let mut lab = Lab::empty();
    lab.domain = "xn--mnchen-3ya.example".into();
    lab.srv("_xmpp-client", 5222, "host.example");
    lab.simulation.zone().address("host.example", V4);
    let server = lab.c2s();
    lab.put(5222, server);
    lab.domain = "xn--mnchen-3ya.example".into();
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "reachable", Status::Ok);
    assert_eq!(endpoints(&outcome)[0]["to_a_label"], true);

    let mut lab = Lab::empty();
    lab.domain = "münchen.example".into();
    lab.simulation
        .zone()
        .srv(
            "_xmpp-client._tcp.xn--mnchen-3ya.example",
            5,
            0,
            5222,
            "host.example",
        )
        .address("host.example", V4);
    let mut server = lab.c2s_for("xn--mnchen-3ya.example");
    server.domains = vec!["münchen.example".into()];
    lab.put(5222, server);
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "reachable", Status::Ok);
    assert!(endpoints(&outcome)[0].get("to_a_label").is_none());
}

#[test]
fn q10_sasl_before_tls_no_required_flag_and_starttls_offered_again() {
    let outcome = with_c2s(|c2s| {
        c2s.starttls = StartTls::Optional;
        c2s.mechanisms_before = vec!["PLAIN"];
    });
    found(
        &outcome,
        "xmpp.sasl_mechanisms",
        "plain-before-tls",
        Status::Crit,
    );
    found(&outcome, STARTTLS, "not-required", Status::Crit);
    let outcome = with_c2s(|c2s| c2s.starttls_again = true);
    found(&outcome, STARTTLS, "offered-again", Status::Info);
    found(&outcome, STARTTLS, "required", Status::Ok);
}

#[test]
fn q11_streams_in_pieces_with_keepalives_and_odd_declarations_are_read() {
    let mut lab = Lab::with(
        |c2s| {
            c2s.in_pieces = true;
            c2s.keepalives = 2;
        },
        |_| {},
    );
    lab.simulation.shape(
        &format!("{V4}:5222"),
        Shape {
            chunk: 1,
            gap: Duration::ZERO,
        },
    );
    worst(&lab.option("mode", "c2s").check(), C2S, Status::Ok);
    for declaration in ["", "<?xml version=\"1.0\" encoding='UTF-8'?>", "\n  "] {
        let declaration: &'static str = declaration;
        worst(
            &with_c2s(|c2s| c2s.declaration = declaration),
            C2S,
            Status::Ok,
        );
    }
}

#[test]
fn q11_comments_processing_instructions_and_dtds_are_named() {
    for (text, what) in [
        ("<!DOCTYPE stream [<!ENTITY a 'b'>]><stream:stream>", "DTD"),
        ("<?xml version='1.0'?><!-- hello -->", "comment"),
        ("<?php echo 1 ?><stream:stream>", "processing instruction"),
    ] {
        let outcome = Lab::single(Listener::answering(text)).check();
        let state = states(&outcome, C2S);
        let state = state
            .iter()
            .find(|state| state.status == Status::Warn)
            .unwrap();
        assert!(state.message.contains(what), "{}", state.message);
    }
}

#[test]
fn q12_silence_closes_and_resets_end_in_a_verdict() {
    let outcome = Lab::single(Listener::silent()).check();
    found(&outcome, C2S, "silent", Status::Warn);
    for listener in [Listener::closing(), Listener::resetting()] {
        let outcome = Lab::single(listener).check();
        found(&outcome, C2S, "unreachable", Status::Crit);
    }
}

#[test]
fn q12_whether_close_notify_came_is_recorded() {
    let outcome = with_c2s(|c2s| c2s.error = Some(XmppServer::stream_error("reset", "")));
    found(&outcome, C2S, "no-features", Status::Warn);
    let closing = Lab::with(|c2s| c2s.error = Some("</stream:stream>".into()), |_| {})
        .option("mode", "c2s")
        .check();
    let failure = &endpoints(&closing)[0]["transcript"]["failure"];
    assert_eq!(failure["step"], "features");
}

#[test]
fn q13_bytes_in_clear_after_proceed_are_reported_and_not_believed() {
    let outcome = with_c2s(|c2s| {
        c2s.starttls = StartTls::Injecting(
            "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
             <mechanism>EVIL</mechanism></mechanisms></stream:features>"
                .into(),
        );
    });
    found(&outcome, STARTTLS, "bytes-after-proceed", Status::Crit);
    for endpoint in endpoints(&outcome) {
        let mechanisms = endpoint["transcript"]["features"]["mechanisms"].to_string();
        assert!(!mechanisms.contains("EVIL"), "{mechanisms}");
    }
}

#[test]
fn q14_policy_violation_is_named_for_what_it_is() {
    let outcome = with_c2s(|c2s| {
        c2s.error_before = Some(XmppServer::stream_error("policy-violation", ""));
    });
    let state = found(&outcome, C2S, "rate-limited", Status::Warn);
    assert!(state.meta().fix.contains("later"));
}

// DNS and TLS.

#[test]
fn q15_wrong_service_records_are_diagnosed_both_ways() {
    let lab = Lab::empty();
    let direct = lab.c2s().direct();
    let outcome = Lab::single(direct).check();
    let state = found(&outcome, C2S, "wrong-service", Status::Warn);
    assert!(state.meta().fix.contains("_xmpps-client._tcp"));

    let mut lab = Lab::sound();
    let starttls = lab.c2s();
    lab.put(5223, starttls);
    let outcome = lab.option("mode", "c2s").check();
    let state = found(&outcome, C2S, "wrong-service", Status::Warn);
    assert!(state.meta().fix.contains("_xmpp-client._tcp"));
    found(&outcome, "xmpp.direct_tls", "broken", Status::Warn);
}

#[test]
fn q15_http_and_https_behind_a_record_are_named() {
    let outcome = Lab::single(Listener::http()).check();
    let state = found(&outcome, C2S, "wrong-service", Status::Warn);
    assert!(state.message.contains("HTTP server"), "{}", state.message);

    // Servers that ignore ALPN, and those that hold to it (RFC 7301 §3.2).
    for holds_to_alpn in [false, true] {
        let mut lab = Lab::sound();
        let tls = server_config(lab.authority.issue(&Leaf::of("www.example.org")), &[]);
        lab.put(5223, move |stream: SimStream| {
            web_server(tls.clone(), holds_to_alpn, stream)
        });
        let outcome = lab.option("mode", "c2s").check();
        let all = states(&outcome, C2S);
        assert!(
            all.iter()
                .any(|state| state.message.contains("HTTPS server")),
            "{all:#?}"
        );
    }
}

async fn web_server(tls: Arc<ServerConfig>, holds_to_alpn: bool, stream: SimStream) {
    let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await;
    let Ok(mut hello) = hello else {
        return;
    };
    if holds_to_alpn && hello.client_hello().alpn().is_some() {
        // The alert no_application_protocol.
        let _ = hello.io.write_all(&[0x15, 3, 3, 0, 2, 2, 120]).await;
        return;
    }
    let mut stream = hello.into_stream(tls).await.unwrap();
    let mut buffer = [0; 1024];
    let _ = stream.read(&mut buffer).await;
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let _ = stream.shutdown().await;
}

#[test]
fn q16_dead_aaaa_ipv6_only_and_alias_targets() {
    let mut lab = Lab::sound();
    lab.simulation
        .listen(&format!("[{V6}]:5222"), Listener::Blackhole);
    lab.simulation
        .listen(&format!("[{V6}]:5223"), Listener::Blackhole);
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, "xmpp.ipv6_reachable", "no-answer", Status::Info);
    found(&outcome, C2S, "reachable", Status::Ok);

    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, "six.example.org");
    lab.simulation.zone().address("six.example.org", V6);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "reachable", Status::Ok);
}

#[test]
fn q17_old_tls_is_named_from_the_alert() {
    let mut lab = Lab::sound();
    lab.put(5223, Listener::old_tls());
    let outcome = lab.option("mode", "c2s").check();
    let state = found(&outcome, C2S, "old-tls", Status::Warn);
    assert!(state.message.contains("old TLS"), "{}", state.message);
}

#[test]
fn q17_old_tls_is_named_from_the_server_hello() {
    // TLS 1.0, a zero random, TLS_RSA_WITH_AES_128_CBC_SHA.
    let mut hello = vec![0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
    hello.extend([0; 32]);
    hello.extend([0, 0, 0x2f, 0]);
    let mut lab = Lab::sound();
    lab.put(5223, Listener::answering(hello));
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "old-tls", Status::Warn);
}

#[test]
fn q18_expired_and_self_signed_certificates_complete_and_are_recorded() {
    for leaf in [
        Leaf {
            until_day: -10,
            ..Leaf::of("example.org")
        },
        Leaf {
            names: Vec::new(),
            ..Leaf::of("example.org")
        },
    ] {
        let outcome = Lab::with_leaf(&leaf).check_with_tls();
        worst(&outcome, C2S, Status::Ok);
        let tls = &endpoints(&outcome)[0]["transcript"]["tls"];
        let seen = tls_observation(&outcome);
        for endpoint in seen["endpoints"].as_object().unwrap().values() {
            assert_eq!(endpoint["addresses"][0]["agreed"]["signature"], "verified");
        }
        assert!(tls["certificate"]["sha256"].as_str().unwrap().len() == 64);
    }
}

#[test]
fn q19_srv_names_and_xmpp_addresses_are_recorded() {
    let leaf = Leaf {
        srv_names: vec!["_xmpp-client.example.org".into()],
        other_names: vec![xmpp_addr("example.org")],
        ..Leaf::of("example.org")
    };
    let outcome = Lab::with_leaf(&leaf).check();
    let names = endpoints(&outcome)[0]["transcript"]["tls"]["certificate"]["names"].to_string();
    assert!(
        names.contains(r#"{"type":"srv","value":"_xmpp-client.example.org"}"#),
        "{names}"
    );
    assert!(
        names.contains(r#"{"type":"xmpp-addr","value":"example.org"}"#),
        "{names}"
    );
}

// Seen on many deployments.

/// The causes of what has to be mended.
fn causes(outcome: &Outcome) -> Vec<&str> {
    let problems = outcome.summary.problems.iter();
    let urgent = problems.filter(|problem| problem.status >= Status::Warn);
    urgent.map(|problem| problem.cause.as_str()).collect()
}

#[test]
fn q20_a_domain_that_the_server_does_not_know_is_one_fault_however_it_is_said() {
    // By a stream error: in clear at one port, under TLS at the other.
    let outcome = with_c2s(|c2s| c2s.domains = vec!["other.example".into()]);
    found(&outcome, C2S, "host-unknown", Status::Warn);
    found(&outcome, C2S, "no-features", Status::Warn);
    // Nobody gets in: the whole is no mere warning.
    found(&outcome, SASL, "no-features", Status::Crit);
    assert_eq!(causes(&outcome), ["server.host-unknown:xmpp.example.org"]);
    // By the alert unrecognized_name (RFC 6066 §3) within the handshake.
    let mut lab = Lab::sound();
    lab.put(5223, Listener::answering([0x15, 3, 3, 0, 2, 2, 112]));
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "host-unknown", Status::Warn);
    assert_eq!(causes(&outcome), ["server.host-unknown:xmpp.example.org"]);
}

/// A server behind a guard that turns away whatever comes while another
/// connection is open: with a stream error, or a reset where there is none.
fn guarded(server: XmppServer, error: Option<&str>, open: &Arc<AtomicUsize>) -> Listener {
    let open = open.clone();
    let away = error.map(|condition| {
        let mut away = server.clone();
        let error = XmppServer::stream_error(condition, "");
        away.error_before = Some(error.clone());
        away.error = Some(error);
        away
    });
    Listener::from(move |mut stream: SimStream| {
        let (server, away, open) = (server.clone(), away.clone(), open.clone());
        async move {
            let mut byte = [0];
            match (open.fetch_add(1, Ordering::SeqCst), away) {
                (0, _) => server.serve(stream).await,
                (_, Some(away)) => away.serve(stream).await,
                (_, None) => {
                    let _ = stream.read(&mut byte).await;
                    stream.reset();
                }
            }
            open.fetch_sub(1, Ordering::SeqCst);
        }
    })
}

#[test]
fn q21_a_guard_that_allows_one_connection_at_a_time_is_no_dead_server() {
    for error in [None, Some("policy-violation")] {
        let mut lab = Lab::sound();
        for address in [V4.to_owned(), format!("[{V6}]")] {
            let open = Arc::default();
            for (port, server) in [(5222, lab.c2s()), (5223, lab.c2s().direct())] {
                let at = format!("{address}:{port}");
                lab.simulation.listen(&at, guarded(server, error, &open));
            }
        }
        let outcome = lab.option("mode", "c2s").check();
        found(&outcome, C2S, "parallel-refused", Status::Info);
        worst(&outcome, C2S, Status::Info);
        assert_eq!(causes(&outcome), [""; 0]);
    }
}

#[test]
fn q23_a_proxy_in_front_is_told_from_the_server() {
    // ALPN enforced, for names of another protocol (RFC 7301 §3.2): the alert
    // no_application_protocol.
    let mut lab = Lab::sound();
    lab.put(5223, Listener::answering([0x15, 3, 3, 0, 2, 2, 120]));
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "tls-failed", Status::Warn);
    assert_eq!(causes(&outcome), ["tls.alpn:xmpp.example.org:5223"]);
    // TLS ended in front of a STARTTLS port.
    let mut lab = Lab::sound();
    let mut server = lab.c2s().direct();
    server.mechanisms.clear();
    server.channel_bindings.clear();
    server.extra.clear();
    server.starttls_again = true;
    lab.put(5223, server);
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, STARTTLS, "offered-again", Status::Info);
    assert_eq!(
        causes(&outcome),
        ["tls.ended-in-front:xmpp.example.org:5223"]
    );
}

#[test]
fn q24_a_demanded_certificate_is_named_for_what_it_is() {
    let outcome = with_s2s(demanding);
    found(&outcome, DIALBACK, "certificate-required", Status::Info);
    let outcome = with_c2s(demanding);
    let cause = "tls.client-certificate:xmpp.example.org";
    assert_eq!(causes(&outcome), [cause]);
    found(&outcome, SASL, "no-features", Status::Crit);
}

/// Demands a certificate of whoever connects.
fn demanding(server: &mut XmppServer) {
    let authority = Authority::root("Lab Root");
    let identity = authority.issue(&Leaf::of("example.org"));
    let mut roots = RootCertStore::empty();
    roots.add(authority.certificate().clone()).unwrap();
    let provider = Arc::new(rustls_rustcrypto::provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap());
    let certified = CertifiedKey::new(identity.chain, identity.signer);
    server.tls = Arc::new(config.with_cert_resolver(Arc::new(SingleCertAndKey::from(certified))));
}
