//! What is made of the lines: the atlas, and what changed from one survey to the
//! next.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::{survey, text};
use crate::programs::PROGRAM;
use crate::schema;

const DIFFERENCE: &str = include_str!("../../../host/schemas/survey.difference.schema.json");

fn program(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn the_atlas_shows_lines_of_all_formats_alike() {
    let folder = TempDir::new().unwrap();
    for format in ["--facts", "--brief", "--csv"] {
        let file = folder.path().join(format.trim_start_matches('-'));
        let file = file.to_str().unwrap();
        let output = survey(folder.path(), &[format, "--output", file])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let made = program(folder.path(), &["atlas", file, "-o", "page.html"]);
        assert!(made.status.success(), "{}", text(&made.stderr));
        let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
        for part in [
            "A survey of 4 domains",
            "1 could not be checked",
            "Worst causes",
            "records.none",
            "xmpp.srv_c2s",
            "TLS versions",
            "TLSv1.3",
            "SCRAM-SHA-256-PLUS",
            "Certificate not after",
            // The checker's own words.
            "The issuers of the certificates.",
        ] {
            assert!(page.contains(part), "{format}: {part}");
        }
    }
    // Several at once are counted together.
    let all = program(folder.path(), &["atlas", "facts", "csv"]);
    assert!(text(&all.stdout).contains("A survey of 8 domains"));
}

#[test]
fn what_is_not_a_survey_is_told_by_its_line() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("notes"), "notes\n").unwrap();
    for arguments in [&["atlas", "notes"][..], &["compare", "notes", "notes"]] {
        let output = program(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(3));
        let said = text(&output.stderr);
        assert!(
            said.contains("notes: line 1 is not what a survey has written"),
            "{said}"
        );
    }
}

#[test]
fn what_is_new_decides_the_exit_code() {
    let folder = TempDir::new().unwrap();
    let line = |domain: &str, causes: &str, critical: &str| {
        format!(
            "{{\"checker\":\"xmpp\",\"domain\":\"{domain}\",\"class\":\"x\",\"status\":\"warn\",\
             \"causes\":[{causes}],\"causes_crit\":[{critical}]}}\n"
        )
    };
    let write = |name: &str, content: String| {
        std::fs::write(folder.path().join(name), content).unwrap();
    };
    let none = line("a.example", "", "");
    write("none", none.clone() + &line("gone.example", "", ""));
    write(
        "warn",
        line("a.example", "\"w\"", "") + &line("new.example", "\"c\"", "\"c\""),
    );
    write("crit", line("a.example", "\"w\",\"c\"", "\"c\""));
    let code = |old: &str, new: &str| program(folder.path(), &["compare", old, new]).status.code();
    assert_eq!(code("none", "none"), Some(0));
    assert_eq!(code("none", "warn"), Some(1));
    assert_eq!(code("warn", "crit"), Some(2));
    assert_eq!(code("crit", "warn"), Some(0));
    assert_eq!(code("crit", "nowhere"), Some(3));

    let said = program(folder.path(), &["compare", "none", "warn"]);
    let lines = text(&said.stdout);
    for part in [
        "a.example: x\n  + warn  w\n",
        "new.example: only in the later survey: x\n",
        "gone.example: only in the earlier survey\n",
    ] {
        assert!(lines.contains(part), "{part} in {lines}");
    }
    let said = program(folder.path(), &["compare", "none", "warn", "--json"]);
    let lines: Vec<serde_json::Value> = text(&said.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        schema::check(DIFFERENCE, line).unwrap();
    }
    assert_eq!(lines[0]["new"]["w"], "warn");
}
