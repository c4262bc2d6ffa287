//! `checker-xmpp survey`, on the simulated internet of the demo.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::programs::PROGRAM;

mod formats;
mod results;

const LIST: &str = "# the demo's\nexemplary.example\nbare.example # no records\nhalfdead.example\n\n\
                    not a domain\nBARE.example\n";

fn survey(folder: &Path, arguments: &[&str]) -> Command {
    let list = folder.join("list");
    std::fs::write(&list, LIST).unwrap();
    let mut command = Command::new(PROGRAM);
    command
        .args(["survey", "--demo", "--timeout", "1"])
        .arg(list)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

fn domains(lines: &str) -> BTreeSet<String> {
    lines
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["domain"].as_str().unwrap().to_owned()
        })
        .collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn one_line_for_each_domain_and_a_summary() {
    let folder = TempDir::new().unwrap();
    let Output {
        status,
        stdout,
        stderr,
    } = survey(folder.path(), &[]).output().unwrap();
    assert!(status.success(), "{}", text(&stderr));
    let lines = text(&stdout);
    assert_eq!(lines.lines().count(), 4);
    assert_eq!(
        domains(lines),
        [
            "bare.example",
            "exemplary.example",
            "halfdead.example",
            "not a domain"
        ]
        .map(String::from)
        .into()
    );
    // A domain that cannot be checked costs its own line and nothing else.
    let refused = lines
        .lines()
        .find(|line| line.contains("not a domain"))
        .unwrap();
    let refused: Value = serde_json::from_str(refused).unwrap();
    assert_eq!(refused["status"], "error");
    assert!(refused["error"].as_str().unwrap().contains("option domain"));
    let whole = lines
        .lines()
        .find(|line| line.contains("exemplary"))
        .unwrap();
    let whole: Value = serde_json::from_str(whole).unwrap();
    assert_eq!(
        whole["observation"]["endpoints"].as_array().unwrap().len(),
        8
    );

    let summary = text(&stderr);
    for part in [
        "4 of 4 domains",
        "crit",
        "warn",
        "Classes",
        "Most frequent problems",
        "records.none",
    ] {
        assert!(summary.contains(part), "{part} in {summary}");
    }
}

#[test]
fn resume_goes_on_after_the_last_whole_line() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let path = out.to_str().unwrap();
    let arguments = ["--brief", "--output", path, "--resume"];
    let ours = r#"{"domain":"bare.example","status":"crit"}"#;
    std::fs::write(&out, format!("{ours}\n{{\"domain\":\"exempl")).unwrap();
    let output = survey(folder.path(), &arguments).output().unwrap();
    let summary = text(&output.stderr).to_owned();
    assert!(summary.contains("3 of 3 domains"), "{summary}");
    // What was there already counts among all.
    for part in ["1 were in the output already", "All 4 lines of the output"] {
        assert!(summary.contains(part), "{part} in {summary}");
    }
    let lines = std::fs::read_to_string(&out).unwrap();
    assert_eq!(lines.lines().count(), 4);
    assert_eq!(domains(&lines).len(), 4);
    // Brief lines hold the verdicts and no observation.
    let line = lines
        .lines()
        .find(|line| line.contains("exemplary"))
        .unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert!(line["states"].is_array() && line["observation"].is_null());

    let again = survey(folder.path(), &arguments).output().unwrap();
    assert!(text(&again.stderr).contains("0 of 0 domains"));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), lines);
}

#[test]
fn a_file_that_is_not_a_surveys_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("notes");
    let path = out.to_str().unwrap();
    std::fs::write(&out, "notes without an end of line").unwrap();
    for arguments in [vec!["--output", path, "--resume"], vec!["--output", path]] {
        let output = survey(folder.path(), &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        let said = text(&output.stderr);
        assert!(
            said.contains(path) && said.contains("name another file"),
            "{said}"
        );
        assert_eq!(
            std::fs::read_to_string(&out).unwrap(),
            "notes without an end of line"
        );
    }
}

// As `survey … | head -1` does.
#[test]
fn nobody_who_reads_ends_the_survey() {
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("list");
    let names: String = (0..400).map(|n| format!("d{n}.example\n")).collect();
    std::fs::write(&list, names).unwrap();
    let mut child = Command::new(PROGRAM)
        .args(["survey", "--demo", "--concurrency", "1"])
        .arg(&list)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    // Without a table: it broke off.
    assert!(
        !text(&output.stderr).contains("of 400 domains"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn an_interrupt_keeps_what_is_finished() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let arguments = ["--output", out.to_str().unwrap(), "--concurrency", "1"];
    let list: String = (0..2_000)
        .map(|number| format!("d{number}.example\n"))
        .collect();
    let mut command = survey(folder.path(), &arguments);
    std::fs::write(folder.path().join("list"), list).unwrap();
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    loop {
        let lines = std::fs::read_to_string(&out).unwrap_or_default();
        if lines.lines().count() >= 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let summary = text(&output.stderr);
    assert!(
        summary.contains("were not checked; --resume goes on"),
        "{summary}"
    );
    let lines = std::fs::read_to_string(&out).unwrap();
    assert!(lines.ends_with('\n'));
    assert!(domains(&lines).len() >= 2);
}

#[test]
fn a_list_that_is_not_there_is_one_clear_line() {
    let output = Command::new(PROGRAM)
        .args(["survey", "/nowhere/list"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let line = text(&output.stderr);
    assert!(
        line.contains("/nowhere/list") && line.lines().count() == 1,
        "{line}"
    );
}
