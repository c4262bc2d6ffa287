//! The formats of the lines, and the domains with a number.

use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::{domains, survey, text};
use crate::programs::PROGRAM;
use crate::schema;

const FULL: &str = include_str!("../../../host/schemas/survey.full.schema.json");
const FACTS: &str = include_str!("../../../host/schemas/survey.facts.schema.json");
const BRIEF: &str = include_str!("../../../host/schemas/survey.brief.schema.json");
/// What the checker adds to a flat record.
const OF_CHECKER: &str = include_str!("../../../plugin/xmpp/schemas/facts.schema.json");

fn lines(arguments: &[&str]) -> Vec<Value> {
    let folder = TempDir::new().unwrap();
    let output = survey(folder.path(), arguments).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = text(&output.stdout).lines();
    let lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4);
    lines
}

#[test]
fn lines_are_what_their_schemas_say() {
    for (arguments, schema) in [
        (&[][..], FULL),
        (&["--brief"], BRIEF),
        (&["--facts"], FACTS),
    ] {
        for line in lines(arguments) {
            schema::check(schema, &line).unwrap();
        }
    }
}

#[test]
fn a_flat_record_has_the_facts_of_the_checker_and_its_rules() {
    let lines = lines(&["--facts"]);
    let of = |name: &str| lines.iter().find(|line| line["domain"] == name).unwrap();
    let line = of("exemplary.example");
    schema::check(OF_CHECKER, line).unwrap();
    assert_eq!(line["class"], "sound");
    assert_eq!(line["tls_versions"], serde_json::json!(["TLSv1.3"]));
    assert_eq!(line["rule_xmpp_srv_c2s"], "ok");
    assert_eq!(
        line["targets"],
        serde_json::json!(["xmpp.exemplary.example"])
    );
    assert!(line["connect_ms"].is_u64() && line["causes"] == serde_json::json!([]));
    let bare = of("bare.example");
    assert!(
        bare["causes"]
            .as_array()
            .unwrap()
            .contains(&"records.none".into())
    );
}

/// The cells of a table without quotes in it.
fn cells(table: &str) -> Vec<Vec<&str>> {
    let rows = table.lines();
    rows.filter(|row| !row.contains('"'))
        .map(|row| row.split(',').collect())
        .collect()
}

#[test]
fn a_table_is_gone_on_with() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out.csv");
    let path = out.to_str().unwrap();
    let arguments = ["--csv", "--output", path, "--resume"];
    let first = survey(folder.path(), &arguments).output().unwrap();
    assert!(first.status.success(), "{}", text(&first.stderr));
    let whole = std::fs::read_to_string(&out).unwrap();
    assert_eq!(whole.lines().count(), 5);
    let table = cells(&whole);
    assert!(table.len() > 2 && table.iter().all(|row| row.len() == table[0].len()));
    let column = |name: &str| table[0].iter().position(|known| *known == name).unwrap();
    let exemplary = table
        .iter()
        .find(|row| row[0] == "exemplary.example")
        .unwrap();
    assert_eq!(exemplary[column("class")], "sound");
    assert_eq!(exemplary[column("ipv6")], "true");

    // Without the last row, and with half of it.
    let end = whole.trim_end().rfind('\n').unwrap() + 1;
    std::fs::write(&out, &whole[..end + 5]).unwrap();
    let again = survey(folder.path(), &arguments).output().unwrap();
    let summary = text(&again.stderr);
    for part in ["1 of 1 domains", "All 4 lines of the output"] {
        assert!(summary.contains(part), "{part} in {summary}");
    }
    let after = std::fs::read_to_string(&out).unwrap();
    assert_eq!(after[..end], whole[..end]);
    assert_eq!(after.lines().count(), 5);

    // Lines of JSON have nothing to do in a table.
    let other = ["--facts", "--output", path, "--resume"];
    let refused = survey(folder.path(), &other).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("another format"));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), after);
}

/// The domains with a number, each with its class.
fn crowd(arguments: &[&str]) -> Vec<(String, String)> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(PROGRAM)
        .args(["survey", "--facts", "--concurrency", "8"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(status.success(), "{}", text(&stderr));
    let mut found: Vec<(String, String)> = text(&stdout)
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let word = |name: &str| line[name].as_str().unwrap().to_owned();
            (word("domain"), word("class"))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn domains_with_a_number_are_as_many_as_asked_for_and_of_all_kinds() {
    let found = crowd(&["--demo", "60"]);
    assert_eq!(found.len(), 60);
    // How the others do may depend on how busy this machine is.
    for class in ["no-such-domain", "no-xmpp", "unreachable", "broken"] {
        assert!(found.iter().any(|(_, found)| found == class), "{class}");
    }
    let few = crowd(&["--demo=5"]);
    let names: Vec<&str> = few.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), 5);
    assert!(
        few.iter()
            .all(|(name, _)| found.iter().any(|(known, _)| known == name))
    );
}

#[test]
fn without_a_list_the_demo_has_its_own() {
    let output = Command::new(PROGRAM)
        .args(["survey", "--demo", "--brief", "--timeout", "1"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(domains(text(&output.stdout)).contains("trouble.example"));
}
