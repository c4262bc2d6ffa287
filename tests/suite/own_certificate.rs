//! The prober's own certificate on the command line: refused at once where it
//! cannot be used, and never seen again where it can.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::programs::PROGRAM;
use crate::server::Server;

const FROM: &str = "prober.example";

/// A file of the fixtures.
fn file(name: &str) -> String {
    format!("{}/fixtures/prober/{name}.pem", env!("CARGO_MANIFEST_DIR"))
}

/// Lines that are nowhere but in the certificate and its key.
fn secret_lines() -> Vec<String> {
    let texts = ["p256-cert", "p256-key"].map(|name| std::fs::read_to_string(file(name)).unwrap());
    let lines = texts.iter().flat_map(|text| text.lines());
    lines
        .filter(|line| !line.starts_with("-----"))
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn tells_nothing(text: &str) {
    for line in secret_lines() {
        assert!(!text.contains(&line), "{text}");
    }
}

/// Each way to begin checks, on the simulated network.
fn commands(list: &str) -> [Vec<String>; 3] {
    let of = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    [
        of(&["demo", "exemplary.example"]),
        of(&["survey", list, "--demo"]),
        of(&["serve", "--listen", "127.0.0.1:0", "--demo"]),
    ]
}

#[test]
fn what_cannot_be_used_is_one_clear_line_and_exit_3_whoever_checks() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list");
    std::fs::write(&list, "exemplary.example\n").unwrap();
    let (certificate, key) = (file("p256-cert"), file("p256-key"));
    let (other, encrypted) = (file("other-key"), file("encrypted-key"));
    for command in commands(&list.display().to_string()) {
        for (arguments, flag, words) in [
            (
                vec!["--from", FROM, "--certificate", &certificate],
                "--key",
                "which goes with it",
            ),
            (
                vec!["--from", FROM, "--key", &key],
                "--certificate",
                "which goes with it",
            ),
            (
                vec!["--certificate", &certificate, "--key", &key],
                "--from",
                "the domain that the certificate is for",
            ),
            (
                vec![
                    "--from",
                    FROM,
                    "--certificate",
                    &certificate,
                    "--key",
                    &other,
                ],
                "--key",
                "does not belong to the certificate",
            ),
            (
                vec![
                    "--from",
                    FROM,
                    "--certificate",
                    &certificate,
                    "--key",
                    &encrypted,
                ],
                "--key",
                "without a passphrase",
            ),
            (
                vec!["--from", FROM, "--certificate", &key, "--key", &key],
                "--certificate",
                "no certificate in PEM",
            ),
            (
                vec![
                    "--from",
                    FROM,
                    "--certificate",
                    "/nonexistent",
                    "--key",
                    &key,
                ],
                "/nonexistent",
                "cannot read",
            ),
        ] {
            let output = Command::new(PROGRAM)
                .args(&command)
                .args(&arguments)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let text = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(3), "{command:?} {text}");
            assert!(text.contains(words), "{command:?} {arguments:?}: {text}");
            assert!(text.contains(flag), "{command:?} {arguments:?}: {text}");
            tells_nothing(&text);
        }
    }
}

#[test]
fn the_form_the_definition_and_the_answers_of_the_service_know_nothing_of_it() {
    let (certificate, key) = (file("p256-cert"), file("p256-key"));
    let server = Server::demo(&[
        "--from",
        FROM,
        "--certificate",
        &certificate,
        "--key",
        &key,
        "--log-level",
        "trace",
    ]);
    let form = server.get("/check").body;
    for id in ["certificate", "key"] {
        assert!(!form.contains(&format!("name=\"{id}\"")), "{form}");
    }
    let definition = server.get("/definition").value();
    let options = definition["options"]["adminOpts"].as_array().unwrap();
    for id in ["certificate", "key"] {
        let option = options.iter().find(|option| option["id"] == id).unwrap();
        assert_eq!(option["secret"], true, "{option:#}");
        assert_eq!(option.get("default"), None);
    }
    let asked = json!({"key": "xmpp", "options": {"domain": "exemplary.example"}});
    let collected = server.json("/collect", &asked);
    let data = collected.value()["data"].clone();
    assert_eq!(data["from"], FROM);
    assert_eq!(data["presented"]["for_sender"], true);
    // A platform that keeps them itself hands them to every export.
    let secrets =
        ["p256-cert", "p256-key"].map(|name| std::fs::read_to_string(file(name)).unwrap());
    let options = json!({
        "domain": "exemplary.example", "from": FROM, "certificate": secrets[0], "key": secrets[1],
    });
    let again = server.json("/collect", &json!({"key": "xmpp", "options": options}));
    assert_eq!(again.status, 200, "{again:?}");
    let evaluated = server.json(
        "/evaluate",
        &json!({"observations": {"xmpp": data}, "options": options}),
    );
    assert_eq!(evaluated.status, 200, "{evaluated:?}");
    let probed = server.get("/probe?target=exemplary.example");
    server.terminate();
    let (_, log) = server.ended();
    for text in [
        form,
        definition.to_string(),
        collected.body,
        again.body,
        evaluated.body,
        probed.body,
        log,
    ] {
        tells_nothing(&text);
    }
}

#[test]
fn a_result_in_json_has_neither_of_them_and_can_be_judged_again() {
    let folder = tempfile::tempdir().unwrap();
    let stored = folder.path().join("result.json");
    let output = Command::new(PROGRAM)
        .args([
            "demo",
            "exemplary.example",
            "--format",
            "json",
            "--from",
            FROM,
        ])
        .args([
            "--certificate",
            &file("p256-cert"),
            "--key",
            &file("p256-key"),
        ])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    tells_nothing(&text);
    let result: serde_json::Value = serde_json::from_str(&text).unwrap();
    let options = result["options"].as_object().unwrap();
    assert!(!options.contains_key("key") && !options.contains_key("certificate"));
    assert!(
        text.contains("xmpp.s2s_dialback.external-not-offered"),
        "{text}"
    );
    std::fs::write(&stored, &text).unwrap();
    let again = Command::new(PROGRAM)
        .arg("evaluate")
        .arg(&stored)
        .args(["--format", "json"])
        .output()
        .unwrap();
    let again = String::from_utf8(again.stdout).unwrap();
    assert!(
        again.contains("xmpp.s2s_dialback.external-not-offered"),
        "{again}"
    );
}
