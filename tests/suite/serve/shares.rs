//! What one client may have, and what is left to the others.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use serde_json::json;

use crate::server::Server;

/// A network that the tests do not come from: nobody here is trusted.
const ELSEWHERE: &str = "192.0.2.0/24";
const HEALTHY: &str = r#""status":"ok""#;

/// Sends this as it is and reads until the server closes.
fn raw(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    // What came before a reset counts.
    let _ = stream.read_to_string(&mut answer);
    answer
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

fn running(server: &Server) -> f64 {
    server.metric(r#"checker_checks_running{checker="xmpp"}"#)
}

fn slow() -> serde_json::Value {
    json!({"key": "xmpp", "options": {"domain": "halfdead.example", "timeout": 2}})
}

#[test]
fn health_answers_while_all_connections_are_taken() {
    let server = Server::demo(&["--max-connections", "8"]);
    // A head that does not end, and a body of which one byte came.
    let stuck: Vec<TcpStream> = (0..300)
        .map(|number| {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            let text = match number % 2 {
                0 => "GET /health HTTP/1.1\r\nX-",
                _ => "POST /collect HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{",
            };
            let _ = stream.write_all(text.as_bytes());
            stream
        })
        .collect();
    for _ in 0..20 {
        let answer = raw(&server, &get("/health"));
        assert!(answer.contains(HEALTHY), "{answer}");
    }
    let refused = raw(&server, &get("/definition"));
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("retry-after: "), "{refused}");
    drop(stuck);
    server.until("there is room again", |server| {
        server.get("/definition").status == 200
    });
}

#[test]
fn one_client_has_so_many_connections_and_is_told_so() {
    let server = Server::demo(&["--max-connections", "16", "--trusted", ELSEWHERE]);
    let silent = TcpStream::connect(&server.address).unwrap();
    let refused = raw(&server, &get("/definition"));
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    assert!(refused.contains("retry-after: "), "{refused}");
    let healthy = raw(&server, &get("/health"));
    assert!(healthy.contains(HEALTHY), "{healthy}");
    drop(silent);
    server.until("it has room again", |server| {
        server.get("/definition").status == 200
    });
}

#[test]
fn one_client_has_so_many_checks_and_a_trusted_one_has_what_there_is() {
    let one_more = |arguments: &[&str]| {
        let server = Server::demo(arguments);
        thread::scope(|scope| {
            let first = scope.spawn(|| server.json("/collect", &slow()));
            server.until("the first is running", |server| running(server) == 1.0);
            let second = server.json(
                "/collect",
                &json!({"key": "xmpp", "options": {"domain": "bare.example"}}),
            );
            let form = ("content-type", "application/x-www-form-urlencoded");
            let page = server.post("/check", "domain=bare.example", &[form]);
            assert_eq!(first.join().unwrap().status, 200);
            [second, page]
        })
    };
    let few = ["--max-checks", "4"];
    for answer in one_more(&[&few[..], &["--trusted", ELSEWHERE]].concat()) {
        assert_eq!(answer.status, 429, "{answer:?}");
        assert!(answer.header("retry-after").parse::<u32>().is_ok());
    }
    let [second, page] = one_more(&few);
    assert_eq!((second.status, page.status), (200, 303));
}

#[test]
fn a_waiting_check_whose_client_left_leaves_the_queue() {
    let server = Server::demo(&["--max-checks", "1"]);
    let asked = |domain: &str| {
        let body = json!({"key": "xmpp", "options": {"domain": domain, "timeout": 60}}).to_string();
        let mut stream = TcpStream::connect(&server.address).unwrap();
        let length = body.len();
        let head = format!("POST /collect HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all((head + &body).as_bytes()).unwrap();
        stream
    };
    let waiting = |server: &Server| server.metric("checker_checks_waiting");
    let _first = asked("halfdead.example");
    server.until("the first is running", |server| running(server) == 1.0);
    let second = asked("exemplary.example");
    server.until("the second waits", |server| waiting(server) == 1.0);
    drop(second);
    server.until("it has left", |server| waiting(server) == 0.0);
    assert_eq!(running(&server), 1.0);
}

#[test]
fn a_form_is_no_larger_than_what_may_be_kept_of_it() {
    let server = Server::demo(&[]);
    let form = ("content-type", "application/x-www-form-urlencoded");
    let large = format!("domain={}", "a".repeat(64 * 1024));
    let answer = server.post("/check", &large, &[form]);
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("64 KiB"), "{}", answer.body);
}

#[test]
fn few_open_files_are_shared_out_between_clients_and_checks() {
    let server = Server::with_open_files(160);
    server.logged("too few open files");
    let _silent: Vec<TcpStream> = (0..300)
        .map_while(|_| TcpStream::connect(&server.address).ok())
        .collect();
    let answer = raw(&server, &get("/health"));
    assert!(answer.contains(HEALTHY), "{answer}");
    assert!(!server.log().contains("no connection can be accepted"));
}

#[test]
fn a_request_says_once_whom_it_is_for() {
    let server = Server::demo(&[]);
    for head in [
        "GET /definition HTTP/1.1\r\nHost: localhost\r\nHost: evil.example",
        "GET http://evil.example/definition HTTP/1.1\r\nHost: localhost",
        "GET /definition HTTP/1.1\r\nAccept: */*",
    ] {
        let answer = raw(&server, &format!("{head}\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 400 "), "{head}: {answer}");
    }
    let whole = "GET http://localhost/definition HTTP/1.1\r\nHost: localhost";
    let answer = raw(&server, &format!("{whole}\r\nConnection: close\r\n\r\n"));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
