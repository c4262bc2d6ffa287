//! All outputs say the same of one result: the document, the text, the page, the
//! line for monitoring, the line of a survey, and what a service shows.

use std::process::Command;

use checker_host::model::Status;
use checker_host::network::sim::{Answer, Leaf, Listener};
use serde_json::Value;
use tempfile::TempDir;

use crate::lab::{DOMAIN, Lab, V6};
use crate::programs::{DEMO, PROGRAM};
use crate::server::Server;

#[test]
fn of_every_domain_of_the_demo() {
    for name in DEMO {
        let domain = format!("{name}.example");
        agrees(&domain, |format| {
            run(&["demo", &domain, "--format", format])
        });
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
        for member in ["/status", "/summary/class"] {
            assert_eq!(
                surveyed.pointer(member),
                checked.pointer(member),
                "{domain}"
            );
        }
        assert_eq!(problems(&surveyed), problems(&checked), "{domain}");
    }
}

#[test]
fn a_service_shows_what_a_check_shows() {
    let server = Server::demo(&["--max-checks", "4"]);
    let form = ("content-type", "application/x-www-form-urlencoded");
    for name in ["trouble", "halfdead", "expired", "lonely"] {
        let domain = format!("{name}.example");
        let begun = server.post("/check", &format!("domain={domain}"), &[form]);
        let page = begun.header("location").to_owned();
        let result = format!("{page}/result.json");
        server.until("the result is there", |server| {
            server.get(&result).status == 200
        });
        let document = server.get(&result).value();
        let (checked, _) = run(&["demo", &domain, "--format", "json"]);
        let checked: Value = serde_json::from_str(&checked).unwrap();
        assert_eq!(problems(&document), problems(&checked), "{domain}");
        assert_eq!(document["status"], checked["status"], "{domain}");
        let shown = [page.clone(), format!("{page}/report.html")]
            .map(|path| shown_words(&server.get(&path).body, "html"));
        for problem in document["summary"]["problems"].as_array().unwrap() {
            let title = problem["title"].as_str().unwrap();
            for page in &shown {
                assert!(page.contains(title), "{domain}: {title:?} is not in {page}");
            }
        }
    }
}

/// What stands behind most calls for help: one problem each, in every output.
#[test]
fn one_fault_is_one_problem_in_every_output() {
    is_one(Lab::empty(), "domain.nonexistent", Status::Crit);

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
    is_one(lab, "resolver.no-answer", Status::Error);

    let mut lab = Lab::sound();
    for port in [5222, 5223, 5269, 5270] {
        let at = format!("[{V6}]:{port}");
        lab.simulation.listen(&at, Listener::Blackhole);
    }
    is_one(lab, "family.dead:ipv6", Status::Warn);

    let expired = Leaf {
        until_day: -1,
        ..Leaf::of(DOMAIN)
    };
    let lab = Lab::with_leaf(&expired);
    is_one(lab, "certificate.expired:", Status::Crit);

    let mut lab = Lab::with_identity(|authority| {
        let mut identity = authority.issue(&Leaf::of(DOMAIN));
        identity.chain.push(authority.certificate().clone());
        identity
    });
    lab.roots = Some(String::new());
    let text = is_one(lab, "certificate.untrusted-root:", Status::Crit);
    assert!(text.contains("--ca FILE"), "{text}");
}

/// The problems by status and cause: titles count days, and the clock of a
/// survey or a service runs on from domain to domain.
fn problems(document: &Value) -> Vec<(Value, Value)> {
    let problems = document["summary"]["problems"].as_array().unwrap();
    let named = problems.iter();
    named
        .map(|problem| (problem["status"].clone(), problem["cause"].clone()))
        .collect()
}

/// Whether this is all that has to be mended, in every output; the text.
#[track_caller]
fn is_one(lab: Lab, cause: &str, status: Status) -> String {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let roots = lab.roots.clone().unwrap_or_else(|| lab.authority.pem());
    let outcome = lab.check_with_tls();
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
    let (result, ca) = (path("result.json"), path("ca.pem"));
    std::fs::write(&result, outcome.to_json()).unwrap();
    std::fs::write(&ca, &roots).unwrap();
    let evaluated = |format: &str| {
        let judge = ["evaluate", &result, "--format", format];
        match roots.is_empty() {
            true => run(&judge),
            // The authorities of a check are no part of its result.
            false => run(&[&judge[..], &["--ca", &ca]].concat()),
        }
    };
    agrees(cause, evaluated);
    shown_words(&evaluated("text").0, "text")
}

/// Whether the outputs of a result say what its document says.
#[track_caller]
fn agrees(name: &str, output: impl Fn(&str) -> (String, i32)) {
    let (document, code) = output("json");
    let document: Value = serde_json::from_str(&document).unwrap();
    let summary = &document["summary"];
    let [text, page, nagios] = ["text", "html", "nagios"].map(|format| {
        let (shown, its_code) = output(format);
        assert_eq!(its_code, code, "{name}: {format}");
        shown_words(&shown, format)
    });
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
    let (word, expected) = match document["status"].as_str().unwrap() {
        "ok" | "info" => ("OK", 0),
        "warn" => ("WARNING", 1),
        "crit" => ("CRITICAL", 2),
        _ => ("UNKNOWN", 3),
    };
    let start = format!("XMPP {word} - ");
    assert!(nagios.starts_with(&start), "{name}: {nagios}");
    assert_eq!(code, expected, "{name}");
}

/// An output in words: without marks and line ends.
fn shown_words(output: &str, format: &str) -> String {
    let output = match format {
        "html" => words_of(output),
        _ => output.to_owned(),
    };
    output.split_whitespace().collect::<Vec<_>>().join(" ")
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
