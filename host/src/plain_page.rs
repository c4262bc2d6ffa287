//! The page of a result whose checker renders none: what its summary, its states
//! and its metrics say, in one file without scripts, as those of checkers are.

use std::collections::BTreeMap;
use std::time::Duration;

use askama::Template;

use crate::model::{Audience, Metric, Problem, State, Status, Summary, Table};
use crate::problems::{codes, is_urgent, messages, others, places};

/// What came of a check.
pub(crate) struct Plain<'a> {
    /// What was checked.
    pub(crate) subject: &'a str,
    /// The checker's name and version.
    pub(crate) checker: String,
    pub(crate) status: Status,
    /// When it began (RFC 3339).
    pub(crate) started_at: &'a str,
    pub(crate) duration: Duration,
    pub(crate) summary: &'a Summary,
    pub(crate) states: &'a [State],
    pub(crate) metrics: &'a [Metric],
}

/// The page.
pub(crate) fn render(result: &Plain<'_>) -> String {
    let Plain {
        summary, states, ..
    } = result;
    let problems = &summary.problems;
    let cards = problems.iter().map(|problem| Card::new(problem, states));
    let page = Page {
        style: include_str!("serve/web/assets/style.css"),
        subject: match result.subject.is_empty() {
            true => &result.checker,
            false => result.subject,
        },
        checker: &result.checker,
        status: result.status.word(),
        verdict: &summary.verdict,
        notes: &summary.notes,
        urgent: problems.iter().filter(|problem| is_urgent(problem)).count(),
        started_at: result.started_at,
        seconds: format!("{:.1}", result.duration.as_secs_f64()),
        problems: cards.collect(),
        audiences: &summary.audiences,
        tables: &summary.tables,
        others: others(problems, states),
        metrics: result.metrics.iter().map(Measured::from).collect(),
    };
    // Templates write into memory: they do not fail.
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "plain.html")]
struct Page<'a> {
    style: &'static str,
    subject: &'a str,
    checker: &'a str,
    status: &'static str,
    verdict: &'a str,
    notes: &'a [String],
    urgent: usize,
    started_at: &'a str,
    seconds: String,
    problems: Vec<Card<'a>>,
    audiences: &'a [Audience],
    tables: &'a [Table],
    others: Vec<&'a State>,
    metrics: Vec<Measured<'a>>,
}

/// A problem with what its states say.
struct Card<'a> {
    problem: &'a Problem,
    places: String,
    messages: Vec<&'a str>,
    codes: String,
}

struct Measured<'a> {
    name: &'a str,
    labels: String,
    value: f64,
    unit: &'a str,
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

impl<'a> From<&'a Metric> for Measured<'a> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Row;

    fn state(status: Status, message: &str) -> State {
        State {
            status,
            rule: "a.rule".into(),
            code: "a.rule.code".into(),
            subject: Some("192.0.2.1:993".into()),
            cause: None,
            message: message.into(),
            meta: None,
        }
    }

    fn page(subject: &str) -> String {
        let summary = Summary {
            verdict: "Some mail arrives.".into(),
            notes: vec!["The list was cut.".into()],
            problems: vec![Problem {
                cause: "dead".into(),
                status: Status::Crit,
                title: "A dead server".into(),
                effect: "Nobody <gets> in.".into(),
                subjects: vec!["192.0.2.1:993".into()],
                states: vec![0],
                fix: "Start it.".into(),
                snippets: Vec::new(),
            }],
            audiences: vec![Audience {
                who: "a client".into(),
                status: Status::Ok,
                outcome: "192.0.2.2:993".into(),
            }],
            tables: vec![Table {
                title: "Servers".into(),
                columns: vec!["Address".into()],
                rows: vec![Row {
                    status: Status::Crit,
                    cells: vec!["192.0.2.1".into()],
                }],
            }],
            ..Summary::default()
        };
        let states = [
            state(Status::Crit, "It is dead."),
            state(Status::Ok, "It lives."),
        ];
        let metric = Metric {
            name: "mail_up".into(),
            value: 1.0,
            description: String::new(),
            unit: String::new(),
            labels: BTreeMap::from([("port".to_owned(), "993".to_owned())]),
        };
        render(&Plain {
            subject,
            checker: "imap 1.0.0".into(),
            status: Status::Crit,
            started_at: "2026-01-15T12:00:00Z",
            duration: Duration::from_millis(1_250),
            summary: &summary,
            states: &states,
            metrics: &[metric],
        })
    }

    #[test]
    fn all_that_a_summary_says_is_on_the_page_once_and_escaped() {
        let page = page("a.example");
        for said in [
            "a.example",
            "Some mail arrives.",
            "One problem.",
            "The list was cut.",
            "A dead server",
            "Nobody &#60;gets&#62; in.",
            "It is dead.",
            "Start it.",
            "Who gets through",
            "192.0.2.2:993",
            "Servers",
            "It lives.",
            "mail_up",
            "port=&#34;993&#34;",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(page.matches("A dead server").count(), 1);
        assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("<script"));
        assert!(!page.contains("http"), "{page}");
    }

    #[test]
    fn where_nothing_was_named_the_checker_stands_above() {
        assert!(page("").contains("<h1>imap 1.0.0 "));
    }
}
