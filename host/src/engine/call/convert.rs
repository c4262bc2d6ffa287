//! Between the contract's records and the model. What a guest returns is
//! checked: JSON is parsed here, once.

use serde_json::Value;

use crate::bindings::checker::plugin::types;
use crate::bindings::exports::checker::plugin::checker as export;
use crate::engine::{Error, Limit};
use crate::model::{Collection, Entry, Evidence, Metric, State, Status, Table};

pub(super) fn collection(
    collection: export::Collection,
    limits_hit: Vec<Limit>,
) -> Result<Collection, Error> {
    Ok(Collection {
        observation: json("observation", &collection.observation)?,
        entries: collection
            .entries
            .into_iter()
            .map(entry)
            .collect::<Result<_, _>>()?,
        limits_hit,
    })
}

fn entry(entry: types::Entry) -> Result<Entry, Error> {
    Ok(Entry {
        payload: json("payload of an entry", &entry.payload)?,
        entry_type: entry.entry_type,
        reference: entry.ref_,
    })
}

pub(super) fn evidence(evidence: Evidence<'_>) -> export::Evidence {
    let related = evidence.related.iter().map(|related| types::Related {
        checker: related.checker_id.clone(),
        key: related.key.clone(),
        data: related.data.to_string(),
        collected_at: related.collected_at,
        ref_: related.reference.clone(),
    });
    export::Evidence {
        observation: evidence.observation.to_string(),
        related: related.collect(),
        options: evidence.options.to_string(),
    }
}

pub(super) fn state(state: types::State) -> Result<State, Error> {
    let meta = match &state.meta {
        None => None,
        Some(text) => match json("meta of a state", text)? {
            meta @ Value::Object(_) => Some(meta),
            _ => {
                return Err(Error::Malformed(
                    "the meta of a state is not an object".into(),
                ));
            }
        },
    };
    if state.rule.is_empty() {
        return Err(Error::Malformed("a state names no rule".into()));
    }
    Ok(State {
        status: status(state.status),
        rule: state.rule,
        code: state.code,
        subject: state.subject,
        message: state.message,
        meta,
    })
}

pub(super) fn to_state(state: &State) -> types::State {
    types::State {
        status: to_status(state.status),
        rule: state.rule.clone(),
        code: state.code.clone(),
        subject: state.subject.clone(),
        message: state.message.clone(),
        meta: state.meta.as_ref().map(Value::to_string),
    }
}

pub(super) fn metric(metric: types::Metric) -> Result<Metric, Error> {
    if !metric.value.is_finite() {
        return Err(Error::Malformed(format!(
            "metric {} is not a number",
            metric.name
        )));
    }
    Ok(Metric {
        name: metric.name,
        description: metric.description,
        value: metric.value,
        unit: metric.unit,
        labels: metric.labels.into_iter().collect(),
    })
}

pub(super) fn table(table: export::Table) -> Table {
    let rows = table
        .rows
        .into_iter()
        .map(|row| (status(row.status), row.cells));
    Table {
        title: table.title,
        columns: table.columns,
        rows: rows.collect(),
    }
}

fn status(status: types::Status) -> Status {
    match status {
        types::Status::Unknown => Status::Unknown,
        types::Status::Ok => Status::Ok,
        types::Status::Info => Status::Info,
        types::Status::Warn => Status::Warn,
        types::Status::Crit => Status::Crit,
        types::Status::Error => Status::Error,
    }
}

fn to_status(status: Status) -> types::Status {
    match status {
        Status::Unknown => types::Status::Unknown,
        Status::Ok => types::Status::Ok,
        Status::Info => types::Status::Info,
        Status::Warn => types::Status::Warn,
        Status::Crit => types::Status::Crit,
        Status::Error => types::Status::Error,
    }
}

fn json(what: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
        .map_err(|error| Error::Malformed(format!("the {what} is not JSON: {error}")))
}

impl From<types::ErrorCode> for Error {
    fn from(code: types::ErrorCode) -> Self {
        match code {
            types::ErrorCode::InvalidOption(option) => Self::InvalidOption {
                id: option.id,
                value: option.value,
                allowed: option.allowed,
            },
            types::ErrorCode::InvalidObservation(why) => Self::InvalidObservation(why),
            types::ErrorCode::Other(why) => {
                Self::Checker(why.unwrap_or_else(|| "it gave no reason".into()))
            }
        }
    }
}
