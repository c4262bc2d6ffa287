//! Clients behind a proxy.

use std::thread;

use serde_json::json;

use crate::server::Server;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// What one more check of each of these clients is answered with, while the first
/// of them has its share.
fn second_checks(arguments: &[&str], clients: &[&str]) -> Vec<u16> {
    let server = Server::demo(&[&["--max-checks", "4"], arguments].concat());
    let asked = |client: &str, body: &str| {
        server.post("/check", body, &[FORM, ("x-forwarded-for", client)])
    };
    let first = asked(clients[0], "domain=halfdead.example&timeout=30");
    assert_eq!(first.status, 303);
    let answers = clients.iter().enumerate().map(|(number, client)| {
        let answer = asked(
            client,
            &format!("domain=bare.example&timeout={}", number + 1),
        );
        if answer.status == 429 {
            let seconds = answer.header("retry-after").parse::<u32>();
            assert!(seconds.is_ok(), "{answer:?}");
        }
        answer.status
    });
    answers.collect()
}

#[test]
fn behind_a_trusted_proxy_each_client_has_its_own_share() {
    let proxy = ["--trust-proxy", "127.0.0.0/8"];
    let clients = ["192.0.2.1", "192.0.2.2", "203.0.113.7, 192.0.2.1"];
    assert_eq!(second_checks(&proxy, &clients), [429, 303, 429]);
    // The whole /64 is one.
    let clients = ["2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1"];
    assert_eq!(second_checks(&proxy, &clients), [429, 429, 303]);
}

#[test]
fn who_is_no_trusted_proxy_is_not_believed() {
    // This machine is trusted by default, whatever it says.
    assert_eq!(second_checks(&[], &["192.0.2.1", "192.0.2.2"]), [303, 303]);
    let elsewhere = ["--trusted", "192.0.2.0/24"];
    let clients = ["198.51.100.1", "198.51.100.2"];
    assert_eq!(second_checks(&elsewhere, &clients), [429, 429]);
}

#[test]
fn a_trusted_client_behind_a_proxy_has_what_there_is() {
    let arguments = ["--trust-proxy", "127.0.0.1", "--trusted", "192.0.2.0/24"];
    assert_eq!(second_checks(&arguments, &["192.0.2.1"]), [303]);
}

#[test]
fn connections_of_a_proxy_are_not_those_of_one_client() {
    let server = Server::demo(&[
        "--max-connections",
        "16",
        "--trusted",
        "192.0.2.0/24",
        "--trust-proxy",
        "127.0.0.1",
    ]);
    thread::scope(|scope| {
        let asked = |number: u32| {
            let server = &server;
            move || {
                let body = json!({"key": "xmpp", "options": {"domain": "bare.example"}});
                let client = format!("198.51.100.{number}");
                let headers = [
                    ("content-type", "application/json"),
                    ("x-forwarded-for", client.as_str()),
                ];
                server.post("/collect", &body.to_string(), &headers).status
            }
        };
        let all: Vec<_> = (1..=4).map(|number| scope.spawn(asked(number))).collect();
        for one in all {
            assert_eq!(one.join().unwrap(), 200);
        }
    });
}
