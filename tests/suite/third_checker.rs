//! A checker that is given by file is asked, served, surveyed and shown like
//! those that come with the program.

use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use crate::programs::PROGRAM;
use crate::server::Server;

/// The components of the tests, as files.
fn guest(name: &str) -> String {
    format!("{}/{name}.wasm", env!("GUESTS"))
}

static PUBLISHER: LazyLock<String> = LazyLock::new(|| guest("publisher"));
static SIBLING: LazyLock<String> = LazyLock::new(|| guest("sibling"));

/// Runs the program with both.
fn run(arguments: &[&str]) -> Output {
    let both = ["--component", &PUBLISHER, "--component", &SIBLING];
    Command::new(PROGRAM)
        .args(arguments)
        .args(both)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn document(arguments: &[&str]) -> Value {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

const CHECK: [&str; 4] = ["check", "a.example", "--resolver", "127.0.0.1:1"];

#[test]
fn it_is_asked_beside_those_that_come_with_the_program_and_each_by_its_name() {
    let check = document(&[&CHECK[..], &["--format", "json"]].concat());
    assert_eq!(check["checker"], "publisher");
    assert_eq!(check["domain"], "a.example");
    let related = check["related"].as_array().unwrap();
    let checkers: Vec<&Value> = related.iter().map(|one| &one["checker"]).collect();
    // Once of what was known first, and once of the rest.
    assert_eq!(checkers, ["sibling", "sibling"]);

    let other = ["demo", "exemplary", "--checker", "xmpp", "--format", "json"];
    let related = &document(&other)["related"];
    assert!(
        related
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["checker"] == "tls")
    );

    let unknown = run(&[&CHECK[..], &["--checker", "imap"]].concat());
    assert_eq!(unknown.status.code(), Some(3));
    let said = text(&unknown);
    assert!(said.contains("publisher, sibling, xmpp, tls"), "{said}");
}

#[test]
fn its_options_have_flags_and_reach_whoever_declares_them() {
    let typed = [
        &CHECK[..],
        &["--fail", "no", "--roots", "x", "--format", "json"],
    ]
    .concat();
    let check = document(&typed);
    let seen = &check["observation"]["options"];
    assert_eq!(seen["fail"], "no");
    let of_sibling = &check["related"][0]["data"]["given"];
    assert_eq!(of_sibling["roots"], "x");
    let by_name = [&CHECK[..], &["--option", "fail=no", "--format", "json"]].concat();
    assert_eq!(document(&by_name)["observation"]["options"]["fail"], "no");
}

#[test]
fn a_secret_option_is_read_from_a_file_and_written_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "geheim\n").unwrap();
    let typed = ["--token", path.to_str().unwrap(), "--format", "json"];
    let check = document(&[&CHECK[..], &typed].concat());
    // This checker writes down all that it was told.
    assert_eq!(check["observation"]["options"]["token"], "geheim");
    assert_eq!(
        check["options"],
        serde_json::json!({ "domain": "a.example" })
    );
}

#[test]
fn options_of_checkers_that_take_no_part_are_refused() {
    for typed in [
        &["--mode", "c2s"][..],
        &["--warn-days", "3"],
        &["--option", "wish=1"],
        &["--option", "domain=b.example"],
    ] {
        let refused = run(&[&CHECK[..], typed].concat());
        assert_eq!(refused.status.code(), Some(3), "{typed:?}");
        let said = text(&refused);
        assert!(said.contains("there are fail, roots, token"), "{said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    }
    let without = run(&[&CHECK[..], &["--without", "sibling", "--roots", "x"]].concat());
    assert!(text(&without).contains("there are fail, token"));
}

#[test]
fn help_speaks_of_the_checkers_at_hand() {
    let help = text(&run(&["check", "--help"]));
    for said in ["--fail", "--roots", "--mode", "Options of the checker TLS"] {
        assert!(help.contains(said), "{said}: {help}");
    }
    let bundled = Command::new(PROGRAM).args(["check", "--help"]).output();
    let help = text(&bundled.unwrap());
    assert!(
        help.contains("XMPP domain") && !help.contains("--fail"),
        "{help}"
    );
}

#[test]
fn nagios_and_the_page_speak_of_it() {
    let line = text(&run(&[&CHECK[..], &["--format", "nagios"]].concat()));
    assert!(
        line.starts_with("Hostile OK - a.example: It works."),
        "{line}"
    );
    let failed = [&CHECK[..], &["--timeout", "x", "--format", "nagios"]].concat();
    let line = text(&run(&failed));
    assert!(line.starts_with("Hostile UNKNOWN - "), "{line}");
    let page = text(&run(&[&CHECK[..], &["--format", "html"]].concat()));
    assert!(page.contains("<title>Hostile</title>"), "{page}");
}

#[test]
fn one_without_a_page_gets_a_plain_one() {
    // The TLS checker renders none, and another program may have asked it.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tls.json");
    let stored = serde_json::json!({
        "checker": "tls", "version": "0.1.0", "domain": "a.example", "status": "unknown",
        "started_at": "2026-01-15T12:00:00Z", "duration_ms": 1, "observation": null,
    });
    std::fs::write(&path, stored.to_string()).unwrap();
    let output = Command::new(PROGRAM)
        .args(["report", path.to_str().unwrap()])
        .output();
    let page = text(&output.unwrap());
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(
        page.contains("a.example") && page.contains("the checker TLS 0.1.0"),
        "{page}"
    );
}

#[test]
fn a_survey_asks_it() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list");
    std::fs::write(&list, "a.example\n").unwrap();
    let list = list.to_str().unwrap();
    let line = document(&["survey", "--demo", list, "--brief", "--fail", "no"]);
    assert_eq!(line["domain"], "a.example");
    assert_eq!(line["status"], "ok");
}

#[test]
fn its_results_are_judged_again() {
    let folder = tempfile::tempdir().unwrap();
    let stored = folder.path().join("stored.json");
    let stored = stored.to_str().unwrap();
    let output = run(&[&CHECK[..], &["--format", "json", "--output", stored]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let again = [
        "evaluate",
        stored,
        "--at",
        "2030-01-01",
        "--fail",
        "x",
        "--format",
        "json",
    ];
    let judged = document(&again);
    let meta = &judged["states"][0]["meta"];
    assert_eq!(meta["judged_at"], 1_893_456_000);
    assert_eq!(meta["options"]["fail"], "x");
    // A secret is of no use to it.
    let refused = run(&["evaluate", stored, "--token", "x"]);
    assert_eq!(refused.status.code(), Some(3));
}

#[test]
fn it_takes_the_place_of_a_bundled_one_of_its_name() {
    let replaced = Command::new(PROGRAM)
        .args(["definition", "--checker", "xmpp", "--component"])
        .arg(guest("definition_of_another"))
        .output();
    let definition: Value = serde_json::from_slice(&replaced.unwrap().stdout).unwrap();
    assert_eq!(definition["name"], "Hostile");
}

#[test]
fn the_service_offers_it() {
    let both = ["--component", &PUBLISHER, "--component", &SIBLING];
    let server = Server::demo(&[&both[..], &["--fail", "no"]].concat());
    assert_eq!(server.get("/definition").value()["id"], "publisher");
    let probe = server.get("/probe?target=a.example");
    assert!(probe.body.contains("\nprobe_success 1\n"), "{}", probe.body);
    let all = Server::demo(&[&both[..], &["--all", "--without", "tls"]].concat());
    assert_eq!(all.get("/sibling/definition").value()["id"], "sibling");
    assert_eq!(all.get("/xmpp/definition").value()["id"], "xmpp");
    assert_eq!(all.get("/tls/definition").status, 404);
}
