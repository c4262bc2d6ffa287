//! One problem: what, for whom, where, and what to do about it.

use std::collections::BTreeSet;

use anstyle::Style;

use super::page::{FAINT, Page, colour};
use crate::cli::printable::printable;
use crate::model::{Problem, Snippet, State};
use crate::problems::{codes, messages, places};

/// Where the text of a problem begins.
const INDENT: usize = 8;
/// How many messages of one problem are shown: the JSON document has them all.
const SHOWN: usize = 6;

pub(super) fn problem(page: &mut Page, problem: &Problem, states: &[State]) {
    let word = format!("{:5}", problem.status.word().to_uppercase());
    page.item(2, (colour(problem.status), &word), &problem.title, "");
    if !problem.effect.is_empty() {
        page.paragraph(INDENT, Style::new(), &problem.effect);
    }
    let places = places(&problem.subjects);
    if !places.is_empty() {
        page.paragraph(INDENT, Style::new(), &format!("at {}", places.join(", ")));
    }
    said(page, &messages(problem, states));
    if !problem.fix.is_empty() {
        page.item(INDENT, (Style::new(), "→"), "", &problem.fix);
    }
    let (folded, open): (Vec<_>, Vec<_>) = problem.snippets.iter().partition(|one| one.folded);
    for each in open {
        snippet(page, each);
    }
    elsewhere(page, &folded);
    let codes = codes(problem, states);
    if !codes.is_empty() {
        page.paragraph(INDENT, FAINT, &format!("[{}]", codes.join(", ")));
    }
}

/// What the states say beyond the title.
fn said(page: &mut Page, messages: &[&str]) {
    for message in messages.iter().take(SHOWN) {
        page.item(INDENT, (FAINT, "-"), "", message);
    }
    if messages.len() > SHOWN {
        let left = messages.len() - SHOWN;
        page.item(INDENT, (FAINT, "-"), "", &format!("and {left} more"));
    }
}

/// What there is for others, by name: whom it concerns finds it in the outputs
/// with room for it.
fn elsewhere(page: &mut Page, folded: &[&Snippet]) {
    let mut seen = BTreeSet::new();
    let labels = folded.iter().map(|snippet| snippet.label.as_str());
    let labels: Vec<&str> = labels.filter(|label| seen.insert(*label)).collect();
    if !labels.is_empty() {
        let text = format!("more in page and JSON: {}", listed(&labels));
        page.paragraph(INDENT + 2, FAINT, &text);
    }
}

/// The labels; what several in a row have in brackets behind them is said once.
fn listed(labels: &[&str]) -> String {
    let parts = |label: &str| match label.rsplit_once(" (") {
        Some((name, remark)) if remark.ends_with(')') => (name.to_owned(), format!(" ({remark}")),
        _ => (label.to_owned(), String::new()),
    };
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (name, remark) in labels.iter().map(|label| parts(label)) {
        match groups.last_mut() {
            Some((names, same)) if *same == remark && !remark.is_empty() => names.push(name),
            _ => groups.push((vec![name], remark)),
        }
    }
    let groups = groups
        .iter()
        .map(|(names, remark)| format!("{}{remark}", names.join(", ")));
    groups.collect::<Vec<String>>().join("; ")
}

/// Text to copy, so its lines are not broken.
fn snippet(page: &mut Page, snippet: &Snippet) {
    let label = printable(&snippet.label);
    let indent = INDENT + 2;
    let lines: Vec<&str> = snippet.text.lines().collect();
    if let [only] = lines.as_slice() {
        let only = printable(only);
        page.line(&format!("{:indent$}{FAINT}{label}:{FAINT:#} {only}", ""));
        return;
    }
    page.line(&format!("{:indent$}{FAINT}{label}:{FAINT:#}", ""));
    for line in lines {
        page.line(&format!("{:indent$}  {}", "", printable(line)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_that_labels_share_is_said_once() {
        assert_eq!(
            listed(&[
                "a",
                "b, of one's own",
                "c (not tried)",
                "d (not tried)",
                "e (old)"
            ]),
            "a; b, of one's own; c, d (not tried); e (old)"
        );
        assert_eq!(listed(&["odd (", "(odd) b", "c)"]), "odd (; (odd) b; c)");
    }
}
