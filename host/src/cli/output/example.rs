//! A result to show, as some checker could have given it.

use std::time::Duration;

use crate::model::{
    Audience, Gauge, Json, Options, Problem, Row, Snippet, State, Status, Summary, Table,
};
use crate::platform::Outcome;

/// A result of these states and this summary.
pub(super) fn outcome(states: Vec<State>, summary: Summary) -> Outcome {
    Outcome {
        checker: "probe".into(),
        version: "1.0.0".into(),
        subject: "a.example".into(),
        status: Status::overall(states.iter().map(|state| state.status)),
        started_at: "2026-01-15T12:00:00Z".into(),
        duration: Duration::from_millis(1_280),
        judged_at: 1_768_478_401,
        options: Options::new().with("domain", "a.example"),
        states,
        summary,
        observation: Json::null(),
        entries: Vec::new(),
        related: Vec::new(),
        metrics: Vec::new(),
        failures: Vec::new(),
    }
}

/// A state of the rule `probe.up`.
pub(super) fn state(status: Status, code: &str, message: &str) -> State {
    State {
        status,
        rule: "probe.up".into(),
        code: format!("probe.up.{code}"),
        subject: None,
        cause: None,
        message: message.into(),
        meta: None,
    }
}

/// A problem that nothing else is known of than its states.
pub(super) fn problem(status: Status, title: &str, states: &[u32]) -> Problem {
    Problem {
        cause: title.to_lowercase(),
        status,
        title: title.into(),
        effect: String::new(),
        subjects: Vec::new(),
        states: states.to_vec(),
        fix: String::new(),
        snippets: Vec::new(),
    }
}

/// A service that is down at one of two places, seen by two rules.
pub(super) fn half_down() -> Outcome {
    let states = vec![
        state(Status::Ok, "some", "1 of 2 endpoints answers."),
        state(Status::Warn, "dead", "192.0.2.1:443 does not answer."),
        state(Status::Warn, "dead", "192.0.2.1:444 does not answer."),
        state(
            Status::Crit,
            "stale",
            "The certificate expired on 2026-01-01.",
        ),
        state(Status::Info, "old", "The server is old."),
    ];

    let summary = Summary {
        subject: String::new(),
        class: "half-down".into(),
        verdict: "Browsers are warned, and one address in two answers nobody.".into(),
        notes: vec!["The address was cut to its domain.".into()],
        problems: vec![
            Problem {
                effect: "Browsers refuse the connection.".into(),
                subjects: vec!["b.example:443".into()],
                fix: "Renew it.".into(),
                snippets: vec![
                    snippet("Shell", "renew --now"),
                    snippet("Timer", "daily\nrenew"),
                    folded("Another shell", "Renew-It"),
                    folded("Another shell", "Restart-It"),
                    folded("By hand", "Renew."),
                ],
                ..problem(Status::Crit, "An expired certificate", &[3])
            },
            Problem {
                subjects: vec!["192.0.2.1:443".into(), "192.0.2.1:444".into()],
                ..problem(Status::Warn, "A dead address", &[1, 2])
            },
            problem(Status::Info, "The server is old", &[4]),
        ],
        audiences: vec![Audience {
            who: "a browser".into(),
            status: Status::Crit,
            outcome: "refuses the certificate".into(),
        }],
        tables: vec![Table {
            title: "Endpoints".into(),
            columns: ["Address", "Host"].map(String::from).into(),
            rows: vec![
                row(Status::Crit, "192.0.2.1"),
                row(Status::Ok, "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
            ],
        }],
        gauges: vec![Gauge {
            name: "endpoints".into(),
            value: 2.0,
            unit: String::new(),
            min: Some(0.0),
            max: None,
        }],
        facts: Json::null(),
    };
    outcome(states, summary)
}

fn row(status: Status, address: &str) -> Row {
    Row {
        status,
        cells: vec![address.into(), "b.example".into()],
    }
}

fn folded(label: &str, text: &str) -> Snippet {
    Snippet {
        folded: true,
        ..snippet(label, text)
    }
}

fn snippet(label: &str, text: &str) -> Snippet {
    Snippet {
        label: label.into(),
        text: text.into(),
        folded: false,
    }
}
