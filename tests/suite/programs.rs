//! Programs that some tests need.

use std::process::Command;

/// The program of this repository.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_checker-xmpp-tested");

/// The domains of its demo, by their first labels.
pub(crate) const DEMO: [&str; 10] = [
    "exemplary",
    "trouble",
    "halfdead",
    "cleartext",
    "plain",
    "swapped",
    "bare",
    "strict",
    "lonely",
    "expired",
];

/// Where a program is.
pub(crate) fn path_of(program: &str) -> String {
    let output = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output();
    String::from_utf8(output.unwrap().stdout)
        .unwrap()
        .trim()
        .to_owned()
}

/// Whether the programs are there; says so where they are not.
pub(crate) fn installed(programs: &[&str]) -> bool {
    let missing: Vec<&&str> = programs
        .iter()
        .filter(|program| path_of(program).is_empty())
        .collect();
    if missing.is_empty() {
        return true;
    }
    skipped(&format!(
        "{missing:?} not installed (Debian packages: prosody ejabberd jabberd2 dnsmasq openssl chromium nodejs npm prometheus poppler-utils knot unbound nats-server python3 python3-venv)"
    ));
    false
}

/// Says why a test that needs programs does nothing; fails where they are
/// required.
pub(crate) fn skipped(why: &str) {
    let required = std::env::var("CHECKER_REQUIRE_PROGRAMS").is_ok_and(|value| value == "1");
    assert!(!required, "{why}");
    eprintln!("SKIPPED: {why}");
}
