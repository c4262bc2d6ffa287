//! The page of a result whose checker has none: the verdict, the problems with
//! what to do about them, who gets through, what is fine, and the numbers. It is
//! all in one file, as those of checkers are.

use std::collections::BTreeMap;

use askama::Template;

use crate::model::{Audience, Metric, Problem, State};
use crate::platform::Outcome;
use crate::problems::{codes, is_urgent, messages, others, places};

#[derive(Template)]
#[template(path = "web/result.html")]
struct Finished<'a> {
    style: &'static str,
    subject: &'a str,
    status: &'static str,
    verdict: &'a str,
    notes: &'a [String],
    urgent: usize,
    started_at: &'a str,
    seconds: String,
    checker: String,
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

/// The page of an outcome.
pub(super) fn page(outcome: &Outcome) -> String {
    let states = &outcome.states;
    let problems = &outcome.summary.problems;
    let cards = problems.iter().map(|problem| Card::new(problem, states));
    let checker = format!("{} {}", outcome.checker, outcome.version);
    let page = Finished {
        style: include_str!("assets/style.css"),
        subject: match outcome.subject.is_empty() {
            true => &outcome.checker,
            false => &outcome.subject,
        },
        status: outcome.status.word(),
        verdict: &outcome.summary.verdict,
        notes: &outcome.summary.notes,
        urgent: problems.iter().filter(|problem| is_urgent(problem)).count(),
        started_at: &outcome.started_at,
        seconds: format!("{:.1}", outcome.duration.as_secs_f64()),
        checker,
        problems: cards.collect(),
        audiences: &outcome.summary.audiences,
        others: others(problems, states),
        metrics: outcome.metrics.iter().map(Row::from).collect(),
    };
    // Templates write into memory: they do not fail.
    page.render().unwrap_or_default()
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
