//! `docs/rules.md`.

use std::collections::BTreeSet;

use crate::markdown::{Document, first_span, spans};
use crate::sources::{checkers, files, literals, read, rust};

const PATH: &str = "docs/rules.md";

/// A row of the tables of rules.
pub(crate) struct Row {
    /// The rule.
    pub(crate) rule: String,
    /// What it may find.
    pub(crate) findings: Vec<String>,
}

/// The rows of all rules.
pub(crate) fn rows() -> Vec<Row> {
    let rows = Document::read(PATH).rows();
    let rows = rows.iter().filter_map(|cells| {
        let rule = first_span(&cells[0]).filter(|name| name.contains('.'))?;
        let spans = cells[1..].iter().flat_map(|cell| spans(cell));
        Some(Row {
            rule,
            findings: spans.filter(|span| is_finding(span)).collect(),
        })
    });
    rows.collect()
}

/// Findings are words with hyphens; records and elements look otherwise.
fn is_finding(span: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_lowercase() || "-0123456789".contains(letter);
    span.starts_with(|letter: char| letter.is_ascii_lowercase()) && span.chars().all(fits)
}

/// The rules that the sources name.
fn declared() -> BTreeSet<String> {
    let of_checker = |checker: String| {
        let (file, folder) = (
            format!("plugin/{checker}/src/rules.rs"),
            format!("plugin/{checker}/src/rules"),
        );
        let names = literals(&rust(&[&file, &folder]), "._");
        // A checker may mention rules of another.
        let prefix = format!("{checker}.");
        names.into_iter().filter(move |name| {
            let own = name.strip_prefix(&prefix);
            own.is_some_and(|rest| !rest.is_empty() && !rest.contains('.'))
        })
    };
    checkers().into_iter().flat_map(of_checker).collect()
}

#[test]
fn every_rule_has_one_row_and_every_row_a_rule() {
    let rows: Vec<String> = rows().into_iter().map(|row| row.rule).collect();
    let once: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(once.len(), rows.len(), "a rule has two rows");
    assert_eq!(once, declared());
}

#[test]
fn every_finding_that_is_named_can_be_found() {
    for row in rows() {
        let checker = row.rule.split('.').next().unwrap().to_owned();
        let known = literals(&rust(&[&format!("plugin/{checker}/src")]), "-");
        for finding in row.findings {
            assert!(known.contains(&finding), "{}: {finding}", row.rule);
        }
    }
}

#[test]
fn every_option_that_is_named_exists() {
    let text: String = files("plugin", ".rs")
        .iter()
        .map(|path| read(path))
        .collect();
    let rows = Document::read(PATH).rows();
    let first = rows.iter().filter_map(|cells| first_span(&cells[0]));
    // Beside the options the tables list rules, which have a dot, and statuses.
    let words = ["unknown", "ok", "info", "warn", "crit", "error"];
    let options: Vec<String> = first
        .filter(|name| !name.contains('.') && !words.contains(&name.as_str()))
        .collect();
    assert!(options.len() > 5, "{options:?}");
    for option in options {
        assert!(text.contains(&format!("\"{option}\"")), "{option}");
    }
}
