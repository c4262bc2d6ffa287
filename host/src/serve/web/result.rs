//! A check that is done: the verdict, the problems with what to do about them,
//! who gets through, the checker's own page, and what is fine.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Html;

use super::render::render;
use crate::model::{Audience, Definition, Metric, Problem, State};
use crate::platform::Outcome;
use crate::problems::{codes, is_urgent, messages, others, places};

#[derive(Template)]
#[template(path = "web/result.html")]
struct Finished<'a> {
    prefix: &'a str,
    id: &'a str,
    title: &'a str,
    status: &'static str,
    verdict: &'a str,
    notes: &'a [String],
    urgent: usize,
    started_at: &'a str,
    seconds: String,
    checker: String,
    has_report: bool,
    problems: Vec<Card<'a>>,
    audiences: &'a [Audience],
    others: Vec<&'a State>,
    metrics: Vec<Row<'a>>,
}

/// A problem with what its states say.
struct Card<'a> {
    problem: &'a Problem,
    places: String,
    messages: Vec<&'a str>,
    codes: String,
}

struct Row<'a> {
    name: &'a str,
    labels: String,
    value: f64,
    unit: &'a str,
}

pub(super) fn result(
    definition: &Definition,
    prefix: &str,
    id: &str,
    title: &str,
    outcome: &Outcome,
) -> Html<String> {
    let states = &outcome.states;
    let problems = &outcome.summary.problems;
    let cards = problems.iter().map(|problem| Card::new(problem, states));
    render(&Finished {
        prefix,
        id,
        title,
        status: outcome.status.word(),
        verdict: &outcome.summary.verdict,
        notes: &outcome.summary.notes,
        urgent: problems.iter().filter(|problem| is_urgent(problem)).count(),
        started_at: &outcome.started_at,
        seconds: format!("{:.1}", outcome.duration.as_secs_f64()),
        checker: format!("{} {}", outcome.checker, outcome.version),
        has_report: definition.has_report && !outcome.observation.is_null(),
        problems: cards.collect(),
        audiences: &outcome.summary.audiences,
        others: others(problems, states),
        metrics: outcome.metrics.iter().map(Row::from).collect(),
    })
}

impl<'a> Card<'a> {
    fn new(problem: &'a Problem, states: &'a [State]) -> Self {
        Self {
            problem,
            places: places(&problem.subjects).join(", "),
            messages: messages(problem, states),
            codes: codes(problem, states).join(", "),
        }
    }
}

impl<'a> From<&'a Metric> for Row<'a> {
    fn from(metric: &'a Metric) -> Self {
        Self {
            name: &metric.name,
            labels: labels(&metric.labels),
            value: metric.value,
            unit: &metric.unit,
        }
    }
}

fn labels(labels: &BTreeMap<String, String>) -> String {
    let labels = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""));
    labels.collect::<Vec<_>>().join(", ")
}
