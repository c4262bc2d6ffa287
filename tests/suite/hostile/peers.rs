//! Servers that want to harm: each takes the place of one of eight endpoints.
//! The verdict comes in the time that the checker says beforehand (every check
//! of the lab sees to that), the other seven are complete, and what is said of
//! the hostile one is right.

use std::time::Duration;

use checker_host::model::Status;
use checker_host::network::sim::{Authority, Leaf, Listener, SimStream, server_config};
use checker_host::platform::Outcome;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::lab::{DOMAIN, HOST, Lab, V4, endpoints};

const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' id='1' from='example.org' version='1.0'>";
const STARTTLS: &str = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>\
    <required/></starttls></stream:features>";
const PROCEED: &str = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

/// Checks with this at the first STARTTLS endpoint, and returns how it failed:
/// the step and the words.
#[track_caller]
fn faced(listener: impl Into<Listener>) -> (String, String) {
    let mut lab = Lab::sound();
    lab.simulation.listen(&format!("{V4}:5222"), listener);
    survived(&lab.check())
}

#[track_caller]
fn survived(outcome: &Outcome) -> (String, String) {
    assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
    assert_ne!(outcome.status, Status::Error);
    assert_eq!(endpoints(outcome).len(), 8);
    let mut failure = None;
    for endpoint in &endpoints(outcome) {
        let transcript = &endpoint["transcript"];
        if endpoint["address"] == V4 && endpoint["port"] == 5222 {
            failure = Some((
                transcript["failure"]["step"]
                    .as_str()
                    .unwrap_or("none")
                    .to_owned(),
                transcript["failure"]["message"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            ));
        } else {
            assert!(transcript["features"].is_object(), "{endpoint:#}");
        }
    }
    failure.expect("it was looked at")
}

#[track_caller]
fn fails(listener: impl Into<Listener>, step: &str, words: &str) {
    let (at, message) = faced(listener);
    assert!(at == step && message.contains(words), "at {at}: {message}");
}

/// Reads what comes first, then says this, then stays.
fn says(text: impl Into<Vec<u8>>) -> Listener {
    let text = text.into();
    Listener::from(move |mut stream: SimStream| {
        let text = text.clone();
        async move {
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(&text).await;
            // A flood may be read to its end; then it waits for the client.
            while let Ok(1..) = stream.read(&mut buffer).await {}
        }
    })
}

/// Says something once, and then something else for ever.
fn repeats(first: impl Into<Vec<u8>>, then: impl Into<Vec<u8>>, pause: Duration) -> Listener {
    let (first, then) = (first.into(), then.into());
    Listener::from(move |mut stream: SimStream| {
        let (first, then) = (first.clone(), then.clone());
        async move {
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(&first).await;
            while stream.write_all(&then).await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        }
    })
}

/// Goes as far as `<proceed/>` and then sends these bytes for TLS.
fn after_proceed(bytes: impl Into<Vec<u8>>) -> Listener {
    let bytes = bytes.into();
    Listener::from(move |mut stream: SimStream| {
        let bytes = bytes.clone();
        async move {
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream
                .write_all(format!("{HEADER}{STARTTLS}").as_bytes())
                .await;
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(PROCEED.as_bytes()).await;
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(&bytes).await;
            while let Ok(1..) = stream.read(&mut buffer).await {}
        }
    })
}

/// A TLS record of a type with this content.
fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[kind, 3, 3][..], &length, content].concat()
}

// Slowness.

#[test]
fn one_byte_a_second_for_ever() {
    let text = format!("{HEADER}<stream:features><a/>");
    let listener = Listener::from(move |mut stream: SimStream| {
        let text = text.clone();
        async move {
            for byte in text.bytes().cycle() {
                if stream.write_all(&[byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    });
    fails(listener, "stream", "sent nothing that completes");
}

#[test]
fn whitespace_keepalives_for_ever() {
    let pause = Duration::from_millis(200);
    fails(
        repeats(HEADER, " ", pause),
        "stream",
        "sent nothing that completes",
    );
}

#[test]
fn silence_after_starttls() {
    fails(
        says(format!("{HEADER}{STARTTLS}")),
        "starttls",
        "no answer to <starttls/>",
    );
}

// Floods.

#[test]
fn an_endless_header() {
    let flood = repeats(
        "<stream:stream a='",
        "x".repeat(4096),
        Duration::from_millis(1),
    );
    fails(flood, "stream", "too much");
}

#[test]
fn endless_features() {
    let first = format!("{HEADER}<stream:features>");
    let flood = repeats(
        first,
        "<a xmlns='b'/>".repeat(100),
        Duration::from_millis(1),
    );
    fails(flood, "stream", "more than 4000 elements");
}

#[test]
fn endless_text() {
    let first = format!("{HEADER}<stream:features><a>");
    let flood = repeats(first, "x".repeat(8192), Duration::from_millis(1));
    fails(flood, "stream", "256 KiB");
}

#[test]
fn a_thousand_attributes() {
    let attributes: String = (0..1_000).map(|number| format!(" a{number}='x'")).collect();
    fails(
        says(format!("<stream:stream{attributes}>")),
        "stream",
        "64 attributes",
    );
}

#[test]
fn a_thousand_namespaces() {
    let nested: String = (0..1_000)
        .map(|number| format!("<a xmlns:n{number}='u{number}'>"))
        .collect();
    fails(says(format!("{HEADER}{nested}")), "stream", "16 levels");
}

#[test]
fn endless_depth() {
    let flood = repeats(HEADER, "<a>".repeat(500), Duration::from_millis(1));
    fails(flood, "stream", "16 levels");
}

#[test]
fn features_of_a_hundred_thousand_mechanisms() {
    let mechanisms = "<mechanism>X</mechanism>".repeat(100_000);
    let text = format!("{HEADER}<stream:features><mechanisms>{mechanisms}");
    fails(says(text), "stream", "too much");
}

// XML that is not XMPP's.

#[test]
fn an_entity_bomb() {
    let bomb =
        "<!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;\">]><b>&b;</b>";
    fails(says(bomb), "stream", "DTD");
}

#[test]
fn an_undefined_entity() {
    fails(
        says(format!("{HEADER}<a>&bomb;</a>")),
        "stream",
        "undefined entity",
    );
}

#[test]
fn a_processing_instruction() {
    fails(
        says(format!("{HEADER}<?php system('x'); ?>")),
        "stream",
        "processing instruction",
    );
}

#[test]
fn a_comment_that_does_not_end() {
    fails(
        says(format!("{HEADER}<!-- {}", "x".repeat(1000))),
        "stream",
        "a comment",
    );
}

#[test]
fn invalid_utf8() {
    fails(
        says([HEADER.as_bytes(), b"<a>\xff\xfe</a>"].concat()),
        "stream",
        "UTF-8",
    );
}

#[test]
fn nul_bytes() {
    let (step, message) = faced(says([HEADER.as_bytes(), b"<a\0b/>\0\0\0<c/>"].concat()));
    assert_eq!(step, "stream", "{message}");
    assert!(!message.contains('\0'));
}

#[test]
fn utf16() {
    let text: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fails(
        says([&[0xff, 0xfe], text.as_slice()].concat()),
        "stream",
        "UTF-8",
    );
}

#[test]
fn a_byte_order_mark() {
    fails(
        says(format!("\u{feff}{HEADER}")),
        "stream",
        "byte order mark",
    );
}

// STARTTLS.

#[test]
fn failure_in_place_of_proceed() {
    let failure = format!("{HEADER}{STARTTLS}<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    fails(says(failure), "starttls", "refused to start it");
}

#[test]
fn features_in_place_of_proceed_in_a_loop() {
    let text = format!("{HEADER}{}", STARTTLS.repeat(50));
    fails(says(text), "starttls", "answered STARTTLS with <features/>");
}

#[test]
fn proceed_twice_is_bytes_in_clear() {
    let mut lab = Lab::sound();
    let listener = after_proceed(PROCEED);
    lab.simulation.listen(&format!("{V4}:5222"), listener);
    let (step, message) = survived(&lab.check());
    assert_eq!(step, "tls", "{message}");
    assert!(message.contains("proceed"), "{message}");
}

#[test]
fn plaintext_after_proceed() {
    fails(
        after_proceed("<stream:features/>"),
        "tls",
        "stream:features",
    );
}

#[test]
fn see_other_host_in_a_circle_and_to_private_addresses_ends() {
    for host in [
        "127.0.0.1:5222",
        "[::1]:5222",
        "10.0.0.1",
        "192.0.2.1:5222",
        "[",
        ":::",
        "",
    ] {
        let error = format!(
            "{HEADER}<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>\
             {host}</see-other-host></stream:error>"
        );
        let (step, message) = faced(says(error));
        assert_eq!(step, "stream", "{host}: {message}");
    }
}

// TLS.

#[test]
fn garbage_in_place_of_a_handshake() {
    for garbage in [
        vec![0xff; 20_000],
        record(22, &[0xff; 16_000]),
        record(22, &[]),
        record(23, b"early application data"),
        record(99, b"unknown type"),
        vec![22, 3, 3, 0xff, 0xff],
        [record(20, &[1]), record(20, &[1]).repeat(100)].concat(),
    ] {
        let (step, message) = faced(after_proceed(garbage.clone()));
        assert_eq!(step, "tls", "{:?}: {message}", &garbage[..5]);
    }
}

#[test]
fn every_alert_in_place_of_a_server_hello() {
    for alert in 0..=120 {
        let (step, message) = faced(after_proceed(record(21, &[2, alert])));
        assert_eq!(step, "tls", "{alert}: {message}");
        assert!(!message.is_empty(), "{alert}");
    }
}

#[test]
fn a_hello_request_as_if_to_renegotiate() {
    let (step, message) = faced(after_proceed(record(22, &[0, 0, 0, 0]).repeat(100)));
    assert_eq!(step, "tls");
    // In words, and not in those of a library for its developers.
    assert!(!message.contains(['{', '(']), "{message}");
}

#[test]
fn a_handshake_message_of_sixteen_mebibytes() {
    // The length of a certificate message that is never sent whole.
    let head = record(22, &[11, 0xff, 0xff, 0xff]);
    let flood = [head, record(22, &[0; 16_000]).repeat(40)].concat();
    let (step, message) = faced(after_proceed(flood));
    assert_eq!(step, "tls", "{message}");
}

#[test]
fn a_handshake_that_never_ends() {
    let listener = Listener::from(|mut stream: SimStream| async move {
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer).await;
        let _ = stream
            .write_all(format!("{HEADER}{STARTTLS}").as_bytes())
            .await;
        let _ = stream.read(&mut buffer).await;
        let _ = stream.write_all(PROCEED.as_bytes()).await;
        // A message whose bytes come one by one.
        let _ = stream.write_all(&record(22, &[2, 0, 0xff, 0xff])).await;
        while stream.write_all(&record(22, &[0])).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let (step, message) = faced(listener);
    assert_eq!(step, "tls", "{message}");
}

#[test]
fn a_chain_of_a_hundred_certificates() {
    let mut lab = Lab::sound();
    let mut c2s = lab.c2s();
    let mut identity = lab.authority.issue(&Leaf::of(DOMAIN));
    let last = identity.chain.last().unwrap().clone();
    identity.chain.extend(std::iter::repeat_n(last, 100));
    c2s.tls = server_config(identity, &["xmpp-client"]);
    lab.simulation.listen(&format!("{V4}:5222"), c2s);
    let outcome = lab.check_with_tls();
    let (step, message) = survived(&outcome);
    // It either completes or is refused for its size: both are verdicts.
    assert!(step == "none" || step == "tls", "{step}: {message}");
    assert!(outcome.failures.is_empty());
}

#[test]
fn chains_of_many_authorities_cost_their_own_endpoints_alone() {
    let mut lab = Lab::empty();
    lab.simulation.zone().address(HOST, V4);
    let identity = |lab: &Lab, port: u16| {
        let mut identity = lab.authority.issue(&Leaf::of(DOMAIN));
        for number in 0..80 {
            let other = Authority::root(&format!("{port} {number}"));
            identity.chain.push(other.certificate().clone());
        }
        identity
    };
    for port in 6_001..=6_023 {
        lab.srv("_xmpps-client", port, HOST);
        let mut server = lab.c2s().direct();
        server.tls = server_config(identity(&lab, port), &["xmpp-client"]);
        lab.put(port, server);
    }
    // The last of them is honest, and has expired.
    lab.srv("_xmpps-client", 6_024, HOST);
    let mut server = lab.c2s().direct();
    let expired = Leaf {
        until_day: -1,
        ..Leaf::of(DOMAIN)
    };
    server.tls = server_config(lab.authority.issue(&expired), &["xmpp-client"]);
    lab.put(6_024, server);
    let outcome = lab.option("mode", "c2s").check_with_tls();
    assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
    assert_eq!(outcome.status, Status::Crit);
    let expired = outcome.summary.problems.iter();
    let mut expired = expired.filter(|problem| problem.cause.starts_with("certificate.expired"));
    assert!(expired.next().is_some(), "{:#?}", outcome.summary.problems);
}
