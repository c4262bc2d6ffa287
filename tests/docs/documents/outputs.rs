//! What `docs/outputs.md`, `docs/serve.md` and `docs/security.md` list.

use std::collections::BTreeSet;

use crate::markdown::{Document, first_span, spans};
use crate::sources::{checkers, files, literals, read, rust};

/// Names with a metric's prefix that are something else.
const NO_METRICS: [&str; 1] = ["tls_probes"];

#[test]
fn every_metric_is_listed_and_every_listed_metric_exists() {
    let checkers = checkers();
    let folders: Vec<String> = checkers
        .iter()
        .map(|checker| format!("plugin/{checker}/src"))
        .collect();
    let prefixes: Vec<String> = checkers
        .iter()
        .map(|checker| format!("{checker}_"))
        .chain(["checker_".to_owned(), "probe_".to_owned()])
        .collect();
    let is_metric = |name: &String| {
        let named = prefixes.iter().any(|prefix| name.starts_with(prefix));
        named && !NO_METRICS.contains(&name.as_str())
    };

    let mut sources: Vec<&str> = folders.iter().map(String::as_str).collect();
    sources.push("host/src/serve");
    let exist: BTreeSet<String> = literals(&rust(&sources), "_")
        .into_iter()
        .filter(is_metric)
        .collect();
    let listed: BTreeSet<String> = ["docs/outputs.md", "docs/serve.md"]
        .iter()
        .flat_map(|path| Document::read(path).rows())
        .filter_map(|cells| first_span(&cells[0]))
        .filter(is_metric)
        .collect();
    assert!(!exist.is_empty());
    assert_eq!(listed, exist);
}

#[test]
fn every_member_of_the_document_is_listed_and_no_other() {
    // A golden document of a check, whole: its members stand at the first level.
    let snapshots = files("tests", ".snap").into_iter().map(|path| read(&path));
    let whole = snapshots.filter(|text| {
        [
            "\n  \"checker\": ",
            "\n  \"observation\": {",
            "\n  \"states\": [",
        ]
        .iter()
        .all(|member| text.contains(member))
    });
    let members: BTreeSet<String> = whole
        .flat_map(|text| {
            let lines = text.lines().filter_map(|line| line.strip_prefix("  \""));
            lines
                .filter_map(|line| Some(line.split_once("\":")?.0.to_owned()))
                .collect::<Vec<_>>()
        })
        .collect();

    let document = Document::read("docs/outputs.md");
    let (_, section) = document.text.split_once("\n## JSON\n").unwrap();
    let text = section.split("\nA state:\n").next().unwrap().to_owned();
    let rows = Document {
        path: document.path,
        text,
    }
    .rows();
    let listed: BTreeSet<String> = rows.iter().filter_map(|row| first_span(&row[0])).collect();
    assert!(!members.is_empty());
    assert_eq!(listed, members);
}

#[test]
fn every_limit_that_is_named_can_be_set() {
    let known = literals(&rust(&["host/src/engine", "host/src/engine.rs"]), "-");
    let rows = Document::read("docs/security.md").rows();
    let rows = rows.iter().filter(|cells| cells.len() == 3);
    let names: Vec<String> = rows.flat_map(|cells| spans(&cells[1])).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert!(known.contains(&name), "{name}");
    }
}
