//! One problem: what, for whom, where, and what to do about it.

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
    let mut labels: Vec<&str> = Vec::new();
    for snippet in folded {
        if !labels.contains(&snippet.label.as_str()) {
            labels.push(&snippet.label);
        }
    }
    if !labels.is_empty() {
        let text = format!("in the page and the JSON document: {}", labels.join("; "));
        page.paragraph(INDENT + 2, FAINT, &text);
    }
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
