//! What is kept of a result.

use super::series::Series;
use crate::model::{Problem, Status};

/// The most characters of a title.
const MAX_TITLE: usize = 255;
/// The most problems of which a history knows.
const MAX_PROBLEMS: usize = 200;
/// The most characters of each of their texts.
const MAX_TEXT: usize = 500;

/// A result, to be kept.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Record {
    /// The run that it is the result of: one that several asked for is kept once.
    pub(in crate::serve) run: [u8; 16],
    /// The checker's identifier.
    pub(in crate::serve) checker: String,
    /// The history that it belongs to.
    pub(in crate::serve) series: Series,
    /// What it is about.
    pub(in crate::serve) title: String,
    /// The query of the form that asks for the same again.
    pub(in crate::serve) again: String,
    /// What the history says about it.
    pub(in crate::serve) entry: Entry,
    /// The JSON document.
    pub(in crate::serve) document: String,
    /// The page.
    pub(in crate::serve) page: String,
}

/// A result in a history.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Entry {
    /// When it was begun (RFC 3339).
    pub(in crate::serve) started_at: String,
    /// The overall status.
    pub(in crate::serve) status: Status,
    /// The verdict in a sentence.
    pub(in crate::serve) verdict: String,
    /// The checker's version.
    pub(in crate::serve) version: String,
    /// What was wrong, without places and remedies.
    pub(in crate::serve) problems: Vec<Problem>,
}

/// A result that was found by its link.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Found {
    /// Its number in the database.
    pub(in crate::serve) number: i64,
    /// The history that it belongs to.
    pub(in crate::serve) series: Series,
    /// What it is about.
    pub(in crate::serve) title: String,
    /// The query of the form that asks for the same again.
    pub(in crate::serve) again: String,
    /// What the history says about it.
    pub(in crate::serve) entry: Entry,
    /// The result before it in its history.
    pub(in crate::serve) previous: Option<Entry>,
}

/// A text no longer than a title may be, without control characters.
pub(in crate::serve) fn title(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_control());
    letters.take(MAX_TITLE).collect()
}

/// What a history needs of problems: causes, statuses and words.
pub(in crate::serve) fn outlines(problems: &[Problem]) -> Vec<Problem> {
    let short = |text: &str| text.chars().take(MAX_TEXT).collect();
    let outline = |problem: &Problem| Problem {
        cause: short(&problem.cause),
        status: problem.status,
        title: short(&problem.title),
        effect: short(&problem.effect),
        subjects: Vec::new(),
        states: Vec::new(),
        fix: String::new(),
        snippets: Vec::new(),
    };
    problems.iter().take(MAX_PROBLEMS).map(outline).collect()
}
