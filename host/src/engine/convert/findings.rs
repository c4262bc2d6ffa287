//! What a checker found, or why it found nothing.

use super::json::{json, object};
use crate::engine::capability::bindings::checker::plugin::types;
use crate::engine::capability::bindings::exports::checker::plugin::checker as export;
use crate::engine::error::Error;
use crate::model::{Collection, Discovery, Entry, InvalidOption, Metric, State};

pub(in crate::engine) fn discovery(discovery: export::Discovery) -> Result<Discovery, Error> {
    Ok(Discovery {
        entries: entries(discovery.entries)?,
        plan: json("plan", discovery.plan)?,
    })
}

pub(in crate::engine) fn collection(collection: export::Collection) -> Result<Collection, Error> {
    Ok(Collection {
        observation: json("observation", collection.observation)?,
        entries: entries(collection.entries)?,
    })
}

pub(in crate::engine) fn state(state: types::State) -> Result<State, Error> {
    if state.rule.is_empty() {
        return Err(Error::Malformed("a state names no rule".into()));
    }
    let meta = state.meta.map(|meta| object("meta of a state", meta));
    Ok(State {
        status: state.status.into(),
        rule: state.rule,
        code: state.code,
        subject: state.subject,
        cause: state.cause,
        message: state.message,
        meta: meta.transpose()?,
    })
}

pub(in crate::engine) fn metric(metric: types::Metric) -> Result<Metric, Error> {
    if !metric.value.is_finite() {
        let why = format!("metric {} is not a number", metric.name);
        return Err(Error::Malformed(why));
    }
    Ok(Metric {
        name: metric.name,
        description: metric.description,
        value: metric.value,
        unit: metric.unit,
        labels: metric.labels.into_iter().collect(),
    })
}

fn entries(entries: Vec<types::Entry>) -> Result<Vec<Entry>, Error> {
    entries.into_iter().map(entry).collect()
}

fn entry(entry: types::Entry) -> Result<Entry, Error> {
    Ok(Entry {
        payload: json("payload of an entry", entry.payload)?,
        entry_type: entry.entry_type,
        reference: entry.ref_,
    })
}

impl From<types::ErrorCode> for Error {
    fn from(code: types::ErrorCode) -> Self {
        match code {
            types::ErrorCode::InvalidOption(option) => Self::InvalidOption(InvalidOption {
                id: option.id,
                value: option.value,
                allowed: option.allowed,
            }),
            types::ErrorCode::InvalidObservation(why) => Self::InvalidObservation(why),
            types::ErrorCode::Other(why) => {
                Self::Checker(why.unwrap_or_else(|| "it gave no reason".into()))
            }
        }
    }
}
