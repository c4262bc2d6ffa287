//! All outputs say the same of one result: the document, the text, the page, the
//! line for monitoring, and the line of a survey.

use std::process::Command;

use checker_host::model::Status;
use checker_host::network::sim::{Answer, Leaf, Listener};
use checker_host::platform::Outcome;
use serde_json::Value;
use tempfile::TempDir;

use crate::lab::{DOMAIN, Lab, V6};
use crate::programs::PROGRAM;

const DEMO: [&str; 10] = [
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

#[test]
fn of_every_domain_of_the_demo() {
    for name in DEMO {
        let domain = format!("{name}.example");
        let document = run(&["demo", &domain, "--format", "json"]).0;
        agrees(&domain, &document);
    }
}

#[test]
fn a_survey_finds_what_a_check_finds() {
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("domains");
    let domains = DEMO.map(|name| format!("{name}.example\n")).concat();
    std::fs::write(&list, domains).unwrap();
    let (lines, _) = run(&["survey", "--demo", list.to_str().unwrap()]);
    assert_eq!(lines.lines().count(), DEMO.len());
    for line in lines.lines() {
        let surveyed: Value = serde_json::from_str(line).unwrap();
        let domain = surveyed["domain"].as_str().unwrap();
        let (checked, _) = run(&["demo", domain, "--format", "json"]);
        let checked: Value = serde_json::from_str(&checked).unwrap();
        for member in ["status", "states", "summary"] {
            // Times are those of another run, which virtual time makes alike.
            assert_eq!(surveyed[member], checked[member], "{domain}");
        }
    }
}

/// What stands behind most calls for help: one problem each, in every output.
#[test]
fn one_fault_is_one_problem_in_every_output() {
    let nonexistent = Lab::empty().check_with_tls();
    is_one(&nonexistent, "domain.nonexistent", Status::Crit);

    let mut lab = Lab::empty();
    for service in [
        "_xmpp-client",
        "_xmpps-client",
        "_xmpp-server",
        "_xmpps-server",
    ] {
        let name = format!("{service}._tcp.{DOMAIN}");
        lab.simulation.zone().answer(&name, Answer::Refused);
    }
    lab.simulation.zone().answer(DOMAIN, Answer::Refused);
    is_one(&lab.check_with_tls(), "resolver.no-answer", Status::Error);

    let mut lab = Lab::sound();
    for port in [5222, 5223, 5269, 5270] {
        let at = format!("[{V6}]:{port}");
        lab.simulation.listen(&at, Listener::Blackhole);
    }
    is_one(&lab.check_with_tls(), "family.dead:ipv6", Status::Warn);

    let expired = Leaf {
        until_day: -1,
        ..Leaf::of(DOMAIN)
    };
    is_one(
        &Lab::with_leaf(&expired).check_with_tls(),
        "certificate.expired:",
        Status::Crit,
    );

    let mut lab = Lab::with_identity(|authority| {
        let mut identity = authority.issue(&Leaf::of(DOMAIN));
        identity.chain.push(authority.certificate().clone());
        identity
    });
    lab.roots = Some(String::new());
    let outcome = lab.check_with_tls();
    is_one(&outcome, "certificate.untrusted-root:", Status::Crit);
    let text = shown(&outcome.to_json(), "text");
    assert!(text.contains("--ca FILE"), "{text}");
}

/// Whether this is all that has to be mended, in every output.
#[track_caller]
fn is_one(outcome: &Outcome, cause: &str, status: Status) {
    let urgent = outcome.summary.problems.iter();
    let urgent: Vec<(&str, Status)> = urgent
        .filter(|problem| problem.status >= Status::Warn)
        .map(|problem| (problem.cause.as_str(), problem.status))
        .collect();
    assert!(
        matches!(&urgent[..], [(one, worst)] if one.starts_with(cause) && *worst == status),
        "{urgent:?}"
    );
    assert_eq!(outcome.status, status);
    agrees(cause, &outcome.to_json());
}

/// Whether all that is shown of a document says what it says.
#[track_caller]
fn agrees(name: &str, document: &str) {
    let parsed: Value = serde_json::from_str(document).unwrap();
    let summary = &parsed["summary"];
    let (text, page, nagios) = (
        shown(document, "text"),
        shown(document, "html"),
        shown(document, "nagios"),
    );
    let verdict = summary["verdict"].as_str().unwrap();
    for output in [&text, &page] {
        assert!(
            output.contains(verdict),
            "{name}: {verdict:?} is not in {output}"
        );
    }
    for problem in summary["problems"].as_array().unwrap() {
        let title = problem["title"].as_str().unwrap();
        for output in [&text, &page, &nagios] {
            assert!(
                output.contains(title),
                "{name}: {title:?} is not in {output}"
            );
        }
    }
    for audience in summary["audiences"].as_array().unwrap() {
        let outcome = audience["outcome"].as_str().unwrap();
        for output in [&text, &page] {
            assert!(
                output.contains(outcome),
                "{name}: {outcome:?} is not in {output}"
            );
        }
    }
    let status = parsed["status"].as_str().unwrap();
    let (word, code) = match status {
        "ok" | "info" => ("OK", 0),
        "warn" => ("WARNING", 1),
        "crit" => ("CRITICAL", 2),
        _ => ("UNKNOWN", 3),
    };
    assert!(
        nagios.starts_with(&format!("XMPP {word} - ")),
        "{name}: {nagios}"
    );
    for format in ["json", "text", "nagios"] {
        assert_eq!(evaluated(document, format).1, code, "{name}: {format}");
    }
}

/// An output in words: without marks and line ends.
fn shown(document: &str, format: &str) -> String {
    let (output, _) = evaluated(document, format);
    let output = match format {
        "html" => words_of(&output),
        _ => output,
    };
    output.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn evaluated(document: &str, format: &str) -> (String, i32) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("result.json");
    std::fs::write(&file, document).unwrap();
    run(&["evaluate", file.to_str().unwrap(), "--format", format])
}

fn run(arguments: &[&str]) -> (String, i32) {
    let output = Command::new(PROGRAM).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text, output.status.code().unwrap())
}

/// The text of a page: tags away, references resolved.
fn words_of(page: &str) -> String {
    let mut words = String::new();
    for (number, piece) in page.split('<').enumerate() {
        let text = match number {
            0 => piece,
            _ => piece.split_once('>').map_or("", |(_, text)| text),
        };
        words.push_str(text);
    }
    for (reference, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&amp;", "&"),
    ] {
        words = words.replace(reference, letter);
    }
    words
}
