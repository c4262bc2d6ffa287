//! Real servers are recognised by what they say before anybody has logged in,
//! and what is theirs to do stands open alone.

use serde_json::Value;

use super::world::{DOMAIN, Verdict, World};
use super::{ejabberd, prosody};

/// The endpoints that tell: their side, the software, and what told it.
fn told(verdict: &Verdict) -> Vec<[String; 3]> {
    let endpoints = verdict.observation()["endpoints"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut told: Vec<[String; 3]> = endpoints
        .iter()
        .filter(|endpoint| !endpoint["software"].is_null())
        .map(|endpoint| {
            let software = &endpoint["software"];
            [&endpoint["side"], &software["name"], &software["told_by"]].map(text)
        })
        .collect();
    told.sort();
    told.dedup();
    told
}

/// Labels of the problem's text to copy that is not folded.
fn open(verdict: &Verdict, cause: &str) -> Vec<String> {
    let snippets = verdict.problem(cause)["snippets"].as_array().unwrap();
    let open = snippets.iter().filter(|one| one["folded"] != true);
    open.map(|one| one["label"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn prosody_is_recognised_by_its_answer_to_a_dialback_key() {
    let mut world = World::new();
    let change = "c2s_require_encryption = false\ns2s_require_encryption = false";
    let Some(_server) = prosody::start(&mut world, change) else {
        return;
    };
    let verdict = world.check();
    assert_eq!(told(&verdict), [["s2s", "prosody", "dialback"]]);
    assert_eq!(verdict.facts()["software"], serde_json::json!(["prosody"]));
    // Its streams for clients do not tell: those at the same addresses do.
    assert_eq!(open(&verdict, "starttls.optional:c2s"), ["Prosody"]);
    assert_eq!(open(&verdict, "starttls.optional:s2s"), ["Prosody"]);
}

#[test]
fn prosody_is_recognised_by_its_words_where_it_does_not_serve_the_domain() {
    let world = World::new();
    if !prosody::is_installed() {
        return;
    }
    let host = format!("VirtualHost \"{DOMAIN}\"");
    let configuration =
        prosody::configuration(&world).replace(&host, "VirtualHost \"other.example\"");
    let _server = prosody::run(&world, &configuration, &world.ports.all());
    let verdict = world.check();
    assert_eq!(
        told(&verdict),
        [
            ["c2s", "prosody", "stream-error"],
            ["s2s", "prosody", "stream-error"],
        ]
    );
}

#[test]
fn ejabberd_is_recognised_by_the_identifiers_of_its_streams() {
    let mut world = World::new();
    let Some(_server) = ejabberd::start_optional(&mut world) else {
        return;
    };
    let verdict = world.check();
    assert_eq!(
        told(&verdict),
        [
            ["c2s", "ejabberd", "stream-id"],
            ["s2s", "ejabberd", "stream-id"],
        ]
    );
    assert_eq!(verdict.facts()["software"], serde_json::json!(["ejabberd"]));
    assert_eq!(open(&verdict, "starttls.optional:c2s"), ["ejabberd"]);
}
