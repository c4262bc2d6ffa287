//! One domain through stored results: checked once, judged again at another
//! date and with other authorities, and shown as a page.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use checker_host::network::sim::Authority;
use checker_host::platform::Outcome;
use serde_json::Value;
use tempfile::TempDir;

use crate::lab::Lab;
use crate::programs::PROGRAM;

/// A check of a sound deployment, in files.
struct Stored {
    folder: TempDir,
    outcome: Outcome,
}

impl Stored {
    fn new() -> Self {
        let lab = Lab::sound();
        let root = lab.authority.pem();
        let stored = Self {
            folder: TempDir::new().unwrap(),
            outcome: lab.check_with_tls(),
        };
        std::fs::write(stored.document(), stored.outcome.to_json()).unwrap();
        std::fs::write(stored.root(), root).unwrap();
        stored
    }

    fn document(&self) -> PathBuf {
        self.folder.path().join("result.json")
    }

    /// The authority that issued the certificate.
    fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// Runs `evaluate` or `report` on it.
    fn run(&self, command: &str, arguments: &[&str], ca: &Path) -> Output {
        Command::new(PROGRAM)
            .arg(command)
            .arg(self.document())
            .args(arguments)
            .arg("--ca")
            .arg(ca)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Judges it again; the document and the exit code.
    fn evaluate(&self, arguments: &[&str], ca: &Path) -> (Outcome, Option<i32>) {
        let all = [&["--format", "json"], arguments].concat();
        let output = self.run("evaluate", &all, ca);
        let text = std::str::from_utf8(&output.stdout).unwrap();
        let outcome = Outcome::from_json(text).unwrap_or_else(|error| {
            panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
        });
        (outcome, output.status.code())
    }
}

/// A document whatever the order of its members.
fn value(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.to_json()).unwrap()
}

/// The states of the rule on certificates: their codes.
fn quality(outcome: &Outcome) -> Vec<&str> {
    let mut states = outcome.states.iter();
    let of_rule = states.by_ref().filter_map(|state| {
        let finding = state.code.strip_prefix("xmpp.tls_quality.")?;
        Some(finding)
    });
    let mut codes: Vec<&str> = of_rule.collect();
    codes.dedup();
    codes
}

#[test]
fn at_its_own_date_and_with_the_same_authorities_the_verdict_is_the_same() {
    let stored = Stored::new();
    let (again, code) = stored.evaluate(&[], &stored.root());
    assert_eq!(code, Some(0));
    assert_eq!(value(&again), value(&stored.outcome));
}

#[test]
fn at_a_later_date_the_certificate_has_expired() {
    let stored = Stored::new();
    // The simulation's clock stands in January 2026, the certificate ends in March.
    let later = ["--at", "2026-06-01"];
    let (later, code) = stored.evaluate(&later, &stored.root());
    assert_eq!(code, Some(2));
    assert_eq!(quality(&later), ["expired"]);
    assert_eq!(later.summary.problems.len(), 1, "{:#?}", later.summary);
    // What was seen has not changed; when it was seen neither.
    assert_eq!(
        value(&later)["observation"],
        value(&stored.outcome)["observation"]
    );
    assert_eq!(later.started_at, stored.outcome.started_at);
    assert!(
        later
            .to_json()
            .contains(r#""judged_at":"2026-06-01T00:00:00Z""#)
    );

    let (earlier, code) = stored.evaluate(&["--at", "2025-01-01T12:00:00Z"], &stored.root());
    assert_eq!(code, Some(2));
    assert_eq!(quality(&earlier), ["not-yet-valid"]);
}

#[test]
fn with_other_authorities_nobody_knows_who_issued_the_certificate() {
    let stored = Stored::new();
    let other = stored.folder.path().join("other.pem");
    std::fs::write(&other, Authority::root("Somebody Else").pem()).unwrap();
    let (judged, code) = stored.evaluate(&[], &other);
    assert_eq!(code, Some(2));
    // The issuer could be one below that root.
    assert_eq!(quality(&judged), ["missing-intermediate"]);
}

#[test]
fn a_result_judged_again_can_be_stored_and_judged_again() {
    let stored = Stored::new();
    let (later, _) = stored.evaluate(&["--at", "2026-06-01"], &stored.root());
    std::fs::write(stored.document(), later.to_json()).unwrap();
    let at_first = ["--at", &stored.outcome.started_at];
    let (back, code) = stored.evaluate(&at_first, &stored.root());
    assert_eq!(code, Some(0));
    assert_eq!(back.states, stored.outcome.states);
}

#[test]
fn the_page_follows_the_date() {
    let stored = Stored::new();
    let page = |arguments: &[&str]| {
        let output = stored.run("report", arguments, &stored.root());
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        (page, output.status.code())
    };
    let (now, code) = page(&[]);
    assert_eq!(code, Some(0));
    assert!(now.contains("example.org") && !now.contains("expired"));
    let (later, code) = page(&["--at", "2026-06-01"]);
    assert_eq!(code, Some(2));
    assert!(later.contains("expired"));
}

#[test]
fn what_is_no_stored_result_is_one_clear_line_and_exit_3() {
    let stored = Stored::new();
    let mut foreign: Value = serde_json::from_str(&stored.outcome.to_json()).unwrap();
    foreign["checker"] = "somebody-elses".into();
    let mut unreadable = foreign.clone();
    unreadable["checker"] = "xmpp".into();
    unreadable["observation"] = serde_json::json!({"schema": 99});
    for (text, expected) in [
        ("hello".to_owned(), "not the result of a check"),
        ("{}".to_owned(), "not the result of a check"),
        (foreign.to_string(), "somebody-elses"),
        (unreadable.to_string(), "cannot be read"),
    ] {
        std::fs::write(stored.document(), text).unwrap();
        let output = stored.run("evaluate", &[], &stored.root());
        assert_eq!(output.status.code(), Some(3), "{expected}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(expected), "{said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_pipe_from_one_check_into_the_next_judgement() {
    let mut demo = Command::new(PROGRAM)
        .args(["demo", "expired.example", "--format", "json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = Command::new(PROGRAM)
        .args(["evaluate", "-", "--format", "json"])
        .stdin(demo.stdout.take().unwrap())
        .output()
        .unwrap();
    demo.wait().unwrap();
    let text = std::str::from_utf8(&output.stdout).unwrap();
    let judged = Outcome::from_json(text).unwrap();
    assert_eq!(judged.subject, "expired.example");
    assert!(quality(&judged).contains(&"expired"), "{judged:#?}");
}
