//! The first lines: how it is as a whole, and what has to be known about the
//! check itself.

use super::page::{FAINT, Page, colour};
use crate::model::{Problem, Status};
use crate::platform::Outcome;

/// What problems of each status are called, one and many.
const WORDS: [(Status, &str, &str); 4] = [
    (Status::Crit, "critical", "critical"),
    (Status::Error, "not checkable", "not checkable"),
    (Status::Warn, "warning", "warnings"),
    (Status::Info, "note", "notes"),
];

pub(super) fn verdict(page: &mut Page, outcome: &Outcome) {
    let word = format!(" {} ", outcome.status.word().to_uppercase());
    let subject = match outcome.subject.as_str() {
        "" => String::new(),
        subject => format!("{subject}:"),
    };
    let counts = counts(&outcome.summary.problems);
    let verdict = match outcome.summary.verdict.as_str() {
        "" => &counts,
        verdict => verdict,
    };
    page.item(0, (colour(outcome.status), &word), &subject, verdict);
    let made = format!(
        "checked {} in {:.1} s",
        outcome.started_at,
        outcome.duration.as_secs_f64()
    );
    let facts = match outcome.summary.verdict.is_empty() {
        true => made,
        false => format!("{counts}; {made}"),
    };
    page.paragraph(2, FAINT, &facts);
    for note in &outcome.summary.notes {
        page.paragraph(2, anstyle::Style::new(), note);
    }
}

/// `1 critical, 2 warnings`.
fn counts(problems: &[Problem]) -> String {
    let counted = WORDS.into_iter().filter_map(|(status, one, many)| {
        let count = problems.iter().filter(|problem| problem.status == status);
        match count.count() {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        }
    });
    let counted: Vec<String> = counted.collect();
    match counted.is_empty() {
        true => "nothing to mend".to_owned(),
        false => counted.join(", "),
    }
}
