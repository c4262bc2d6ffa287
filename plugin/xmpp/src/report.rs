//! The page.

use askama::Template;
use checker_kit::contract::{ErrorCode, State, Status};
use checker_kit::state::{severity, word};

use crate::observation::Observation;
use crate::related::TlsFindings;
use crate::summary;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    domain: &'a str,
    verdict: &'static str,
    started_at: &'a str,
    states: Vec<Line<'a>>,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

struct Line<'a> {
    status: &'static str,
    rule: &'a str,
    subject: &'a str,
    message: &'a str,
    fix: String,
}

/// Renders the page; every text is escaped by the template engine.
pub fn render(
    observation: &Observation,
    tls: &TlsFindings,
    states: &[State],
) -> Result<String, ErrorCode> {
    let mut sorted: Vec<&State> = states.iter().collect();
    sorted.sort_by_key(|state| std::cmp::Reverse(severity(state.status)));
    let worst = sorted.first().map_or(Status::Unknown, |state| state.status);
    let table = summary::tables(observation, tls).into_iter().next();
    let page = Page {
        domain: &observation.domain.unicode,
        verdict: word(worst),
        started_at: &observation.started_at,
        states: sorted.into_iter().map(line).collect(),
        columns: table
            .as_ref()
            .map(|table| table.columns.clone())
            .unwrap_or_default(),
        rows: table
            .map(|table| table.rows.into_iter().map(|row| row.cells).collect())
            .unwrap_or_default(),
    };
    page.render()
        .map_err(|error| ErrorCode::Other(Some(error.to_string())))
}

fn line(state: &State) -> Line<'_> {
    let meta: serde_json::Value = state
        .meta
        .as_deref()
        .and_then(|meta| serde_json::from_str(meta).ok())
        .unwrap_or_default();
    Line {
        status: word(state.status),
        rule: &state.rule,
        subject: state.subject.as_deref().unwrap_or_default(),
        message: &state.message,
        fix: meta
            .get("fix")
            .and_then(|fix| fix.as_str())
            .unwrap_or_default()
            .to_owned(),
    }
}
