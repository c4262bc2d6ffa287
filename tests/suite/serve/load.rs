//! Many requests, slow ones, abandoned ones, and the end in the middle.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::server::Server;

/// A collection that takes a second: half of the addresses do not answer.
fn slow(timeout: u32) -> serde_json::Value {
    json!({"key": "xmpp", "options": {"domain": "halfdead.example", "timeout": timeout}})
}

#[test]
fn five_hundred_at_once_lose_none_and_health_answers_meanwhile() {
    let server = Server::demo(&["--max-checks", "32"]);
    let done = AtomicUsize::new(0);
    let answered_meanwhile = AtomicUsize::new(0);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..500)
            .map(|number| {
                let (server, done) = (&server, &done);
                let client = move || {
                    // Each is another check: none may be shared.
                    let from = format!("n{number}.invalid");
                    let answer = server.json(
                        "/collect",
                        &json!({"key": "xmpp", "options": {
                            "domain": "bare.example", "mode": "c2s", "from": from,
                        }}),
                    );
                    assert_eq!(answer.status, 200, "{answer:?}");
                    assert_eq!(answer.value()["data"]["from"], from.as_str());
                    done.fetch_add(1, Ordering::SeqCst);
                };
                thread::Builder::new()
                    .stack_size(256 * 1024)
                    .spawn_scoped(scope, client)
                    .unwrap()
            })
            .collect();
        while done.load(Ordering::SeqCst) < 500
            && clients.iter().any(|client| !client.is_finished())
        {
            std::thread::sleep(std::time::Duration::from_millis(20));
            if server.in_flight() > 32 {
                answered_meanwhile.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    assert!(answered_meanwhile.load(Ordering::SeqCst) > 0);
    assert_eq!(
        server.metric(r#"checker_checks_total{checker="xmpp",kind="collect",outcome="collected"}"#),
        500.0
    );
    assert_eq!(server.in_flight(), 0);
}

#[test]
fn beyond_the_queue_the_answer_is_503_with_retry_after() {
    let server = Server::demo(&["--max-checks", "1", "--max-queue", "0"]);
    thread::scope(|scope| {
        let first = scope.spawn(|| server.json("/collect", &slow(2)));
        server.until("the first is running", |server| {
            server.metric(r#"checker_checks_running{checker="xmpp"}"#) == 1.0
        });
        let refused = server.json(
            "/collect",
            &json!({"key": "xmpp", "options": {"domain": "bare.example"}}),
        );
        assert_eq!(refused.status, 503, "{refused:?}");
        assert_eq!(refused.header("retry-after"), "10");
        assert_eq!(first.join().unwrap().status, 200);
    });
    assert_eq!(
        server.metric(r#"checker_requests_total{origin="rejected"}"#),
        1.0
    );
}

#[test]
fn identical_checks_share_one_run() {
    let server = Server::demo(&[]);
    thread::scope(|scope| {
        let first = scope.spawn(|| server.json("/collect", &slow(2)));
        server.until("the first is running", |server| {
            server.metric(r#"checker_checks_running{checker="xmpp"}"#) == 1.0
        });
        let second = server.json("/collect", &slow(2));
        let first = first.join().unwrap();
        assert_eq!(first.status, 200);
        assert_eq!(first.body, second.body);
    });
    assert_eq!(
        server.metric(r#"checker_requests_total{origin="shared"}"#),
        1.0
    );
}

#[test]
fn a_result_is_used_again_where_that_is_asked_for() {
    let body = json!({"key": "xmpp", "options": {"domain": "bare.example"}});
    let server = Server::demo(&["--cache", "600"]);
    let first = server.json("/collect", &body);
    let second = server.json("/collect", &body);
    assert_eq!(first.body, second.body);
    assert_eq!(
        server.metric(r#"checker_requests_total{origin="kept"}"#),
        1.0
    );

    let server = Server::demo(&[]);
    server.json("/collect", &body);
    server.json("/collect", &body);
    assert_eq!(
        server.metric(r#"checker_requests_total{origin="new"}"#),
        2.0
    );
}

#[test]
fn a_client_that_goes_away_cancels_its_check() {
    let server = Server::demo(&[]);
    let body = slow(60).to_string();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(
        stream,
        "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    server.until("it is running", |server| {
        server.metric(r#"checker_checks_running{checker="xmpp"}"#) == 1.0
    });
    drop(stream);
    server.until("it is cancelled", |server| {
        let series = r#"checker_checks_total{checker="xmpp",kind="collect",outcome="cancelled"}"#;
        server.metric(series) == 1.0
    });
    assert_eq!(server.in_flight(), 0);
}

#[test]
fn slow_clients_do_not_keep_others_out() {
    let server = Server::demo(&[]);
    // A head that does not end, and a body that does not come.
    let stuck: Vec<TcpStream> = (0..200)
        .map(|number| {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            let text = match number % 2 {
                0 => "GET /health HTTP/1.1\r\nX-",
                _ => "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{",
            };
            stream.write_all(text.as_bytes()).unwrap();
            stream
        })
        .collect();
    let answer = server.json(
        "/collect",
        &json!({"key": "xmpp", "options": {"domain": "bare.example"}}),
    );
    assert_eq!(answer.status, 200);
    // They are not kept for ever.
    for mut stream in stuck {
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(!answer.contains(" 200 "), "{answer}");
    }
}

#[test]
fn the_end_in_the_middle_of_checks_lets_them_finish() {
    let server = Server::demo(&[]);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|number| {
                let server = &server;
                scope.spawn(move || {
                    let mut asked = slow(2);
                    asked["options"]["from"] = format!("n{number}.invalid").into();
                    server.json("/collect", &asked)
                })
            })
            .collect();
        server.until("they are running", |server| {
            server.metric(r#"checker_checks_running{checker="xmpp"}"#) == 4.0
        });
        server.terminate();
        for client in clients {
            let answer = client.join().unwrap();
            assert_eq!(answer.status, 200);
            assert!(answer.value()["data"]["endpoints"].is_array());
        }
    });
    assert!(TcpStream::connect(&server.address).is_err());
    let (status, log) = server.ended();
    assert!(status.success(), "{log}");
    assert!(log.contains("all work was finished"), "{log}");
    assert_eq!(log.matches(r#""message":"check""#).count(), 4, "{log}");
}
