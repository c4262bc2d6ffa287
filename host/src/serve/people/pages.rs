//! The pages' content; the templates lay it out.

use std::collections::BTreeMap;

use askama::Template;

use super::form::{Given, fields};
use super::visits::Visit;
use crate::model::{Definition, Metric, OptionField, OptionType, State, Status};
use crate::platform::Member;
use crate::serve::service::Checked;

/// The form.
pub(super) fn form(
    definition: &Definition,
    prefix: &str,
    given: &Given,
    problem: Option<&str>,
) -> String {
    render(&Form {
        prefix,
        name: &definition.name,
        version: &definition.version,
        problem,
        fields: fields(definition)
            .map(|field| Field::new(field, given))
            .collect(),
    })
}

/// A check that is going on.
pub(super) fn running(prefix: &str, id: &str, visit: &Visit) -> String {
    render(&Running {
        prefix,
        id,
        title: &visit.title,
        doing: &visit.run.activity.describe(),
        seconds: visit.seconds(),
    })
}

/// A check that is done.
pub(super) fn result(
    member: &Member,
    prefix: &str,
    id: &str,
    visit: &Visit,
    result: &Checked,
) -> String {
    let outcome = match result {
        Ok(outcome) => outcome,
        Err(error) => {
            return render(&Message {
                prefix,
                title: &visit.title,
                text: &error.to_string(),
            });
        }
    };
    let mut states: Vec<&State> = outcome.states.iter().collect();
    states.sort_by_key(|state| std::cmp::Reverse(state.status));
    let problems = states.iter().filter(|state| state.status >= Status::Warn);
    render(&Finished {
        prefix,
        id,
        title: &visit.title,
        status: outcome.status.word(),
        problems: problems.count(),
        started_at: &outcome.started_at,
        seconds: format!("{:.1}", outcome.duration.as_secs_f64()),
        checker: format!("{} {}", outcome.checker, outcome.version),
        has_report: member.definition.has_report && !outcome.observation.is_null(),
        states,
        metrics: outcome.metrics.iter().map(Row::from).collect(),
    })
}

/// A result that is no longer there, or never was.
pub(super) fn gone(prefix: &str) -> String {
    render(&Message {
        prefix,
        title: "No such check",
        text: "There is no check here: results are kept for ten minutes after they were last \
               looked at, and checks that nobody looks at are given up.",
    })
}

/// A check that ended without a result.
pub(super) fn broken(prefix: &str, visit: &Visit) -> String {
    render(&Message {
        prefix,
        title: &visit.title,
        text: "The check broke down. Please try again; if it happens twice, tell whoever runs \
               this server.",
    })
}

#[derive(Template)]
#[template(path = "people/form.html")]
struct Form<'a> {
    prefix: &'a str,
    name: &'a str,
    version: &'a str,
    problem: Option<&'a str>,
    fields: Vec<Field<'a>>,
}

struct Field<'a> {
    id: &'a str,
    label: &'a str,
    description: &'a str,
    placeholder: &'a str,
    value: String,
    choices: &'a [String],
    required: bool,
    textarea: bool,
    /// The `type` of the input.
    kind: &'static str,
}

impl<'a> Field<'a> {
    fn new(field: &'a OptionField, given: &Given) -> Self {
        let value = given.get(&field.id).cloned();
        Self {
            id: &field.id,
            label: &field.label,
            description: &field.description,
            placeholder: &field.placeholder,
            value: value.unwrap_or_else(|| default(field)),
            choices: &field.choices,
            required: field.required,
            textarea: field.textarea || matches!(field.value_type, OptionType::Entries),
            kind: match field.value_type {
                OptionType::Number | OptionType::Unsigned => "number",
                OptionType::Boolean => "checkbox",
                OptionType::Text | OptionType::Entries => "text",
            },
        }
    }
}

/// The default as it is typed.
fn default(field: &OptionField) -> String {
    let value = field.default_value.as_deref().unwrap_or_default();
    match serde_json::from_str(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) | Err(_) => String::new(),
        Ok(other) => other.to_string(),
    }
}

#[derive(Template)]
#[template(path = "people/running.html")]
struct Running<'a> {
    prefix: &'a str,
    id: &'a str,
    title: &'a str,
    doing: &'a str,
    seconds: u64,
}

#[derive(Template)]
#[template(path = "people/result.html")]
struct Finished<'a> {
    prefix: &'a str,
    id: &'a str,
    title: &'a str,
    status: &'static str,
    problems: usize,
    started_at: &'a str,
    seconds: String,
    checker: String,
    has_report: bool,
    states: Vec<&'a State>,
    metrics: Vec<Row<'a>>,
}

struct Row<'a> {
    name: &'a str,
    labels: String,
    value: f64,
    unit: &'a str,
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

#[derive(Template)]
#[template(path = "people/message.html")]
struct Message<'a> {
    prefix: &'a str,
    title: &'a str,
    text: &'a str,
}

fn labels(labels: &BTreeMap<String, String>) -> String {
    let labels = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""));
    labels.collect::<Vec<_>>().join(", ")
}

/// The templates write into memory: they do not fail.
fn render(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}
