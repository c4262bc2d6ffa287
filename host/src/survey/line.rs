//! One line of a result, as long as it is wanted.

use serde::Serialize;

use super::columns::Columns;
use super::record::Record;
use super::row;
use super::surveyed::Surveyed;
use crate::model::{Definition, Options, State, Status, Summary, milliseconds};
use crate::platform::Outcome;

/// How much a line says, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFormat {
    /// The whole document, as JSON.
    Full,
    /// One flat record, as JSON.
    Facts,
    /// The verdicts without what they rest on, as JSON.
    Brief,
    /// One flat record, as a row of a table.
    Csv,
}

/// Writes the lines of one survey.
#[derive(Debug, Clone)]
pub struct Lines {
    format: LineFormat,
    columns: Columns,
}

impl Lines {
    /// Lines about results of this checker.
    pub fn new(format: LineFormat, definition: &Definition) -> Self {
        Self {
            format,
            columns: Columns::of(definition),
        }
    }

    /// What stands before the first line, where anything does.
    pub fn header(&self) -> Option<String> {
        match self.format {
            LineFormat::Csv => Some(row::header(&self.columns)),
            LineFormat::Full | LineFormat::Facts | LineFormat::Brief => None,
        }
    }

    /// The line of a result, without its end.
    pub fn line(&self, surveyed: &Surveyed) -> String {
        match (&surveyed.result, self.format) {
            (Ok(outcome), LineFormat::Full) => outcome.to_json(),
            (Ok(outcome), LineFormat::Brief) => written(&Brief::of(outcome)),
            (Ok(_), LineFormat::Facts) => written(&Record::from(surveyed)),
            (_, LineFormat::Csv) => row::row(&self.columns, &Record::from(surveyed)),
            (Err(error), _) => refused(&surveyed.subject, &error.to_string()),
        }
    }

    /// The line that was written elsewhere as JSON, in this format; `None` where
    /// it does not say enough for that.
    pub fn rewritten(&self, line: &str) -> Option<String> {
        let record = || Record::of_json(line.as_bytes()).ok();
        match self.format {
            LineFormat::Csv => Some(row::row(&self.columns, &record()?)),
            LineFormat::Full | LineFormat::Facts | LineFormat::Brief => Some(line.to_owned()),
        }
    }
}

/// The line of something that was not checked, in all formats of JSON.
pub fn refused(subject: &str, why: &str) -> String {
    written(&Refused {
        domain: subject,
        status: Status::Error,
        error: why,
    })
}

/// A check that was not made.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Refused<'a> {
    /// What was to be checked, as the list has it.
    domain: &'a str,
    /// `error`.
    status: Status,
    /// Why no check was made.
    error: &'a str,
}

/// An outcome without what it rests on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Brief<'a> {
    /// The checker's identifier.
    checker: &'a str,
    /// Its version.
    version: &'a str,
    /// What was checked, as the list has it.
    domain: &'a str,
    /// The overall status of the states.
    status: Status,
    /// When the check began (RFC 3339).
    started_at: &'a str,
    /// How long it took.
    duration_ms: u64,
    /// The options of the check, secret ones left out.
    options: &'a Options,
    /// The verdicts.
    states: &'a [State],
    /// What every output for people needs.
    summary: &'a Summary,
}

impl<'a> Brief<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        Self {
            checker: &outcome.checker,
            version: &outcome.version,
            domain: &outcome.subject,
            status: outcome.status,
            started_at: &outcome.started_at,
            duration_ms: milliseconds::of(outcome.duration),
            options: &outcome.options,
            states: &outcome.states,
            summary: &outcome.summary,
        }
    }
}

fn written(document: &impl Serialize) -> String {
    // All of it has a form in JSON.
    serde_json::to_string(document).unwrap_or_default()
}
