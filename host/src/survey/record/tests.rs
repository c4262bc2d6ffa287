//! Whether lines of all formats say the same.

use std::time::Duration;

use serde_json::Value;

use super::*;
use crate::example;
use crate::model::{Json, Options, Problem, State, Summary};
use crate::platform::{CheckError, Outcome};
use crate::survey::{LineFormat, Lines};

fn state(rule: &str, status: Status) -> State {
    State {
        status,
        rule: rule.into(),
        code: format!("{rule}.found"),
        subject: None,
        cause: None,
        message: "Found.".into(),
        meta: None,
    }
}

fn problem(cause: &str, status: Status) -> Problem {
    Problem {
        cause: cause.into(),
        status,
        title: cause.into(),
        effect: String::new(),
        subjects: Vec::new(),
        states: Vec::new(),
        fix: String::new(),
        snippets: Vec::new(),
    }
}

fn surveyed() -> Surveyed {
    Surveyed {
        subject: "a.example".into(),
        result: Ok(Outcome {
            checker: "probe".into(),
            version: "1.2.3".into(),
            subject: "a.example".into(),
            status: Status::Crit,
            started_at: "2026-01-15T12:00:00Z".into(),
            duration: Duration::from_millis(1_280),
            judged_at: 1_768_478_401,
            options: Options::new().with("domain", "a.example"),
            states: vec![
                state("probe.up", Status::Ok),
                state("probe.up", Status::Crit),
                state("host.limits", Status::Error),
            ],
            summary: Summary {
                class: "broken".into(),
                problems: vec![
                    problem("down:one", Status::Warn),
                    problem("down:two", Status::Crit),
                    problem("old", Status::Info),
                    problem("limit", Status::Error),
                ],
                facts: Json::parse(r#"{"colours":["red","blue"],"status":3,"up":true}"#).unwrap(),
                ..Summary::default()
            },
            observation: Json::parse(r#"{"much":["more"]}"#).unwrap(),
            entries: Vec::new(),
            related: Vec::new(),
            metrics: Vec::new(),
            failures: Vec::new(),
        }),
        processor_time: Duration::ZERO,
    }
}

#[test]
fn lines_of_all_formats_are_read_back_to_the_same() {
    let mut definition = example::definition();
    let schema = r#"{"properties":{"status":{},"colours":{},"up":{}}}"#;
    definition.facts_schema = Some(Json::parse(schema).unwrap());
    let record = Record::from(&surveyed());
    assert_eq!(record.causes.len(), 2);
    assert_eq!(record.causes["down"], Status::Crit);
    assert_eq!(record.rules["probe_up"], Status::Crit);
    for format in [LineFormat::Full, LineFormat::Facts, LineFormat::Brief] {
        let line = Lines::new(format, &definition).line(&surveyed());
        assert_eq!(
            Record::of_json(line.as_bytes()),
            Ok(record.clone()),
            "{line}"
        );
    }
    let lines = Lines::new(LineFormat::Csv, &definition);
    let table = format!("{}\n{}\n", lines.header().unwrap(), lines.line(&surveyed()));
    let mut reader = crate::survey::Reader::new(table.as_bytes());
    let read = reader.next_line().unwrap();
    assert_eq!(read, Some(crate::survey::Read::Record(Box::new(record))));
    let facts = Lines::new(LineFormat::Facts, &definition).line(&surveyed());
    assert_eq!(lines.rewritten(&facts), Some(lines.line(&surveyed())));
}

#[test]
fn the_flat_record_is_flat_and_says_what_there_is() {
    let line = Lines::new(LineFormat::Facts, &example::definition()).line(&surveyed());
    let value: Value = serde_json::from_str(&line).unwrap();
    let is_flat = |value: &Value| match value {
        Value::Object(_) => false,
        Value::Array(items) => items.iter().all(Value::is_string),
        _ => true,
    };
    assert!(value.as_object().unwrap().values().all(is_flat), "{line}");
    assert_eq!(value["causes"], serde_json::json!(["down", "limit"]));
    assert_eq!(value["causes_crit"], serde_json::json!(["down"]));
    assert_eq!(value["causes_error"], serde_json::json!(["limit"]));
    assert_eq!(value["rule_host_limits"], "error");
    assert_eq!(
        (&value["fact_status"], &value["up"]),
        (&3.into(), &true.into())
    );
}

#[test]
fn a_check_that_was_not_made_says_why_in_all_formats() {
    let surveyed = || Surveyed {
        subject: "no domain".into(),
        result: Err(CheckError::NoSuchChecker("x".into())),
        processor_time: Duration::ZERO,
    };
    let record = Record::from(&surveyed());
    assert!(record.error.is_some());
    for format in [LineFormat::Full, LineFormat::Facts, LineFormat::Brief] {
        let line = Lines::new(format, &example::definition()).line(&surveyed());
        assert_eq!(
            Record::of_json(line.as_bytes()),
            Ok(record.clone()),
            "{line}"
        );
    }
}
