//! What `docs/outputs.md`, `docs/serve.md` and `docs/security.md` list.

use std::collections::BTreeSet;

use crate::declarations::{
    attributes, body, declaration, has_word, items, without_comments, without_visibility,
};
use crate::markdown::{Document, first_span, spans};
use crate::sources::{checkers, literals, read, rust};

#[test]
fn every_metric_is_listed_and_every_listed_metric_exists() {
    let named = |folders: &[&str], prefix: &str| -> Vec<String> {
        let names = literals(&rust(folders), "_").into_iter();
        names.filter(|name| name.starts_with(prefix)).collect()
    };
    let mut exist: BTreeSet<String> = BTreeSet::new();
    for prefix in ["checker_", "probe_"] {
        exist.extend(named(&["host/src/serve"], prefix));
    }
    for checker in checkers() {
        let folder = format!("plugin/{checker}/src/metrics");
        let file = format!("{folder}.rs");
        exist.extend(named(&[&file, &folder], &format!("{checker}_")));
    }
    let rows = ["docs/outputs.md", "docs/serve.md"]
        .iter()
        .flat_map(|path| tables_under(path, "metric"));
    let listed: BTreeSet<String> = rows.filter_map(|row| first_span(&row[0])).collect();
    assert!(!exist.is_empty());
    assert_eq!(listed, exist);
}

/// The rows of the tables whose first column has this heading.
fn tables_under(path: &str, heading: &str) -> Vec<Vec<String>> {
    let document = Document::read(path);
    let start = format!("| {heading} |");
    let sections = document.text.split("\n\n");
    let tables: Vec<&str> = sections.filter(|part| part.starts_with(&start)).collect();
    let text = tables.join("\n\n");
    Document { text, ..document }.rows()
}

/// The members of a structure's JSON form, as serde's attributes have them.
fn members(path: &str, structure: &str) -> BTreeSet<String> {
    let text = without_comments(&read(path));
    let fields = items(body(&text, &format!("struct {structure} ")));
    let members = fields.iter().filter_map(|field| {
        let attributes = attributes(field);
        let declaration = declaration(field);
        let (name, _) = without_visibility(declaration).split_once(':')?;
        let renamed = attributes.split("rename = \"").nth(1);
        let name = renamed
            .and_then(|rest| rest.split('"').next())
            .unwrap_or(name);
        (!has_word(&attributes, "skip")).then(|| name.to_owned())
    });
    members.collect()
}

/// What the first cells of the table list that follows a line.
fn listed(line: &str) -> BTreeSet<String> {
    let document = Document::read("docs/outputs.md");
    let (_, text) = document
        .text
        .split_once(&format!("\n{line}\n"))
        .unwrap_or_else(|| panic!("there is no {line}"));
    let table = text.lines().skip_while(|line| !line.starts_with('|'));
    let table = table.take_while(|line| line.starts_with('|'));
    let rows = Document {
        path: document.path,
        text: table.collect::<Vec<_>>().join("\n"),
    }
    .rows();
    rows.iter().filter_map(|row| first_span(&row[0])).collect()
}

#[test]
fn every_member_of_the_documents_is_listed_and_no_other() {
    for (line, path, structure) in [
        ("## JSON", "host/src/platform/outcome.rs", "Outcome"),
        ("A state:", "host/src/model/state.rs", "State"),
        ("A summary:", "host/src/model/summary.rs", "Summary"),
        ("A problem:", "host/src/model/summary.rs", "Problem"),
        (
            "The observation:",
            "plugin/xmpp/src/observation.rs",
            "Observation",
        ),
    ] {
        assert_eq!(listed(line), members(path, structure), "{line}");
    }
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
