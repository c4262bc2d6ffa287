//! The log: who reads it sees what requesters sent, and is not deceived.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::server::Server;

/// Characters of a requester that no log may show as they are.
const HARMFUL: &str =
    "\u{1}\u{1b}[31m\u{7f}\u{85}\u{9b}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}";

/// The log of a server that was asked for a domain with them.
fn log_of(arguments: &[&str]) -> String {
    let server = Server::demo(arguments);
    let domain = format!("a{HARMFUL}.example");
    server.json(
        "/collect",
        &json!({"key": "xmpp", "options": {"domain": domain}}),
    );
    server.json(
        "/collect",
        &json!({"key": "xmpp", "options": {"domain": "bare.example"}}),
    );
    server.get_with("/check", &[("host", "evil.example")]);
    server.terminate();
    let (_, log) = server.ended();
    log
}

#[track_caller]
fn assert_harmless(log: &str) {
    let raw = |character: char| {
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || (character != '\n' && character.is_control())
    };
    assert!(!log.contains(raw), "{log:?}");
    assert!(log.contains("bare.example"), "{log:?}");
}

#[test]
fn a_line_of_json_has_each_member_once_and_the_domain_in_its_subject() {
    let log = log_of(&["--log-level", "trace"]);
    assert_harmless(&log);
    let mut subjects = BTreeSet::new();
    for line in log.lines() {
        assert_eq!(twice(line), Vec::<String>::new(), "{line}");
        let event: Value = serde_json::from_str(line).unwrap();
        if event["message"] == "check" {
            subjects.insert(event["subject"].as_str().unwrap().to_owned());
        }
    }
    assert!(subjects.contains("bare.example"), "{subjects:?}");
    assert!(
        subjects.contains(&format!("a{HARMFUL}.example")),
        "{subjects:?}"
    );
}

#[test]
fn a_line_for_reading_has_no_character_that_does_something() {
    let log = log_of(&["--log", "human"]);
    assert_harmless(&log);
    assert!(log.contains("\\u{202e}"), "{log:?}");
}

/// The members of an object that are there more than once. A quotation mark
/// within a string has a backslash before it.
fn twice(object: &str) -> Vec<String> {
    let members: Map<String, Value> = serde_json::from_str(object).unwrap();
    let times = |name: &String| {
        let begins = [format!("{{\"{name}\":"), format!(",\"{name}\":")];
        begins
            .iter()
            .map(|text| object.matches(text).count())
            .sum::<usize>()
    };
    let names = members.keys().filter(|name| times(name) != 1);
    names.cloned().collect()
}
