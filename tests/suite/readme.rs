//! The commands of the README, typed as they stand there.

use std::path::Path;
use std::process::{Command, Output};

use crate::programs::PROGRAM;
use crate::server::Server;

/// What follows the program's name in the console blocks.
fn typed() -> Vec<Vec<&'static str>> {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```console\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap().lines());
    let calls = lines.filter_map(|line| line.strip_prefix("$ checker-xmpp "));
    calls
        .map(|call| {
            call.split(" #")
                .next()
                .unwrap()
                .split_whitespace()
                .collect()
        })
        .collect()
}

/// A folder with the files that the commands name.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for (from, name) in [
        ("root.pem", "root.pem"),
        ("prober/p256-cert.pem", "cert.pem"),
        ("prober/p256-key.pem", "key.pem"),
    ] {
        std::fs::copy(fixtures.join(from), folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("domains.txt"), "example.org\n").unwrap();
    folder
}

/// Runs a command where no resolver answers: all that it takes is there but the
/// internet.
fn run(call: &[&str], folder: &Path) -> Output {
    let mut words: Vec<&str> = call
        .iter()
        .map(|word| match *word {
            "192.0.2.53" => "127.0.0.1:1",
            word => word,
        })
        .collect();
    if ["check", "discover", "survey"].contains(&words[0]) && !words.contains(&"--resolver") {
        words.extend(["--resolver", "127.0.0.1:1"]);
    }
    let mut command = Command::new(PROGRAM);
    command.args(words).current_dir(folder).output().unwrap()
}

#[test]
fn every_command_of_the_readme_can_be_typed() {
    let folder = folder();
    let mut commands = Vec::new();
    for call in typed() {
        commands.push(call[0]);
        if call[0] == "serve" {
            let more = call
                .iter()
                .filter(|word| **word != "serve" && !is_listen(word));
            let more: Vec<&str> = more.copied().collect();
            // At a port that is free.
            let server = Server::start(&more);
            assert_eq!(server.get("/health").status, 200, "{call:?}");
            continue;
        }
        let output = run(&call, folder.path());
        let said = String::from_utf8_lossy(&output.stderr);
        let code = match call[0] {
            "demo" | "survey" | "atlas" => 0,
            _ => 3,
        };
        assert_eq!(output.status.code(), Some(code), "{call:?}: {said}");
        // Not that it was wrongly used.
        assert!(
            !said.contains("Usage:") && !said.contains("cannot"),
            "{call:?}: {said}"
        );
        let written = call.iter().position(|word| *word == "--output");
        match written.and_then(|at| call.get(at + 1)) {
            Some(file) => assert!(folder.path().join(file).exists(), "{call:?}"),
            // What the DNS did not answer is told alone.
            None => assert!(!output.stdout.is_empty() || call[0] == "discover"),
        }
    }
    for command in ["check", "demo", "serve", "survey", "discover"] {
        assert!(commands.contains(&command), "{commands:?}");
    }
}

fn is_listen(word: &str) -> bool {
    word == "--listen" || word.starts_with(':')
}
