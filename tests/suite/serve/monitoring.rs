//! What `host/packaging/monitoring` has for monitoring systems, held against
//! what the program says and takes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::programs::{PROGRAM, installed};
use crate::server::Server;

/// The file of this name.
pub(super) fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/packaging/monitoring");
    folder.join(name)
}

pub(super) fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

#[test]
fn promtool_takes_the_rules_and_they_fire_when_they_should() {
    if !installed(&["promtool"]) {
        return;
    }
    for (what, name) in [
        ("check", "checker-xmpp-rules.yml"),
        ("test", "checker-xmpp-rules.test.yml"),
    ] {
        let mut promtool = Command::new("promtool");
        let output = promtool.args([what, "rules"]).arg(file(name)).output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
}

#[test]
fn each_alert_is_tested_and_has_a_severity() {
    let rules = text("checker-xmpp-rules.yml");
    let tested = text("checker-xmpp-rules.test.yml");
    let alerts: Vec<&str> = rules.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 5);
    for alert in alerts {
        let name = alert.lines().next().unwrap();
        let is_tested = tested.contains(&format!("alertname: {name}\n"));
        assert!(is_tested, "{name} is never seen to fire");
        assert!(alert.contains("labels: {severity: "), "{name}");
        assert!(alert.contains("summary: "), "{name}");
    }
}

/// The names of metrics in text of PromQL.
fn metrics(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = text.split(|letter: char| !is_part(letter));
    let of_ours = |word: &&str| {
        ["xmpp_", "probe_", "checker_", "process_"]
            .iter()
            .any(|prefix| word.starts_with(prefix))
    };
    words.filter(of_ours).map(str::to_owned).collect()
}

/// The values of all members of this name.
fn members<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| members(item, name, found)),
        Value::Object(object) => {
            found.extend(object.get(name).and_then(Value::as_str));
            object.values().for_each(|item| members(item, name, found));
        }
        _ => {}
    }
}

#[test]
fn every_metric_that_rules_and_dashboard_name_is_there() {
    let server = Server::demo(&[]);
    let seen = server.get("/probe?target=exemplary.example").body + &server.get("/metrics").body;
    let has = |name: &str| seen.contains(&format!("\n# TYPE {name} "));
    let rules = text("checker-xmpp-rules.yml");
    let rules = rules.split("expr: ").skip(1);
    let rules: String = rules
        .map(|rest| rest.split("labels: {").next().unwrap())
        .collect();
    let dashboard: Value = serde_json::from_str(&text("grafana-dashboard.json")).unwrap();
    let mut queries = Vec::new();
    members(&dashboard, "expr", &mut queries);
    members(&dashboard["templating"], "query", &mut queries);
    for (what, text) in [("rules", rules), ("dashboard", queries.join("\n"))] {
        let named = metrics(&text);
        assert!(named.len() > 6, "{what}: {named:?}");
        for name in named {
            // A counter is there from its first count on.
            let counted = name == "checker_component_traps_total";
            assert!(has(&name) || counted, "{what}: {name}\n{seen}");
        }
    }
}

#[test]
fn promtool_can_read_every_query_of_the_dashboard() {
    if !installed(&["promtool"]) {
        return;
    }
    let dashboard: Value = serde_json::from_str(&text("grafana-dashboard.json")).unwrap();
    let mut queries = Vec::new();
    members(&dashboard["panels"], "expr", &mut queries);
    let mut rules = "groups:\n  - name: dashboard\n    rules:\n".to_owned();
    for (number, query) in queries.iter().enumerate() {
        let query = Value::from(*query);
        rules += &format!("      - {{record: 'query:{number}', expr: {query}}}\n");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.yml");
    std::fs::write(&path, &rules).unwrap();
    let mut promtool = Command::new("promtool");
    let output = promtool.args(["check", "rules"]).arg(&path).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{rules}");
}

#[test]
fn nagios_commands_give_nagios_its_line() {
    let text = text("nagios.cfg");
    let lines = text.lines().filter_map(|line| {
        let (name, value) = line.trim().split_once("command_line")?;
        name.is_empty().then(|| value.trim())
    });
    let commands: Vec<&str> = lines.collect();
    assert!(commands.len() > 2, "{commands:?}");
    for command in commands {
        // A resolver that refuses: there is nothing to look at.
        let line = command
            .replace("/usr/bin/checker-xmpp", PROGRAM)
            .replace("$ARG1$", "example.org")
            .replace("$ARG2$", "--resolver 127.0.0.1:1");
        let output = Command::new("sh").args(["-c", &line]).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{command}: {output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.starts_with("XMPP UNKNOWN - example.org: "), "{said}");
    }
}
