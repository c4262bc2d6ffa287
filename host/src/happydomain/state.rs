//! States.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::fields::Fields;
use crate::model::{Json, State, Status};

/// Where the cause of a state is kept: among its details, which the SDK hands
/// on without looking at them.
const CAUSE: &str = "cause";

/// A state as it crosses the wire.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StateForm {
    /// 0 unknown, 1 ok, 2 info, 3 warn, 4 crit, 5 error.
    pub status: u8,
    /// For people.
    pub message: String,
    /// The rule.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// What exactly was found.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// Details, the cause among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
}

impl<'de> Deserialize<'de> for StateForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::read(deserializer)?;
        Ok(Self {
            status: fields.or_default("status")?,
            message: fields.or_default("message")?,
            rule: fields.or_default("rule")?,
            code: fields.or_default("code")?,
            subject: fields.or_default("subject")?,
            meta: fields.optional("meta")?,
        })
    }
}

/// States for the platform.
pub fn states(states: &[State]) -> Vec<StateForm> {
    states.iter().map(StateForm::from).collect()
}

impl From<&State> for StateForm {
    fn from(state: &State) -> Self {
        let meta = state.meta.as_ref().and_then(|meta| meta.read().ok());
        let mut meta = members(meta);
        if let Some(cause) = &state.cause {
            meta.insert(CAUSE.to_owned(), cause.as_str().into());
        }
        Self {
            status: state.status as u8,
            message: state.message.clone(),
            rule: state.rule.clone(),
            code: state.code.clone(),
            subject: state.subject.clone().unwrap_or_default(),
            meta: (!meta.is_empty()).then_some(Value::Object(meta)),
        }
    }
}

impl From<StateForm> for State {
    fn from(form: StateForm) -> Self {
        let mut meta = members(form.meta);
        let cause = match meta.remove(CAUSE) {
            Some(Value::String(cause)) => Some(cause),
            _ => None,
        };
        Self {
            status: match form.status {
                1 => Status::Ok,
                2 => Status::Info,
                3 => Status::Warn,
                4 => Status::Crit,
                5 => Status::Error,
                _ => Status::Unknown,
            },
            rule: form.rule,
            code: form.code,
            subject: Some(form.subject).filter(|subject| !subject.is_empty()),
            cause,
            message: form.message,
            meta: match meta.is_empty() {
                true => None,
                false => Json::of(&meta).ok(),
            },
        }
    }
}

/// The members of an object; anything else has none.
fn members(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn state() -> State {
        State {
            status: Status::Unknown,
            rule: "a.b".into(),
            code: String::new(),
            subject: None,
            cause: None,
            message: String::new(),
            meta: None,
        }
    }

    fn form(state: &State) -> Value {
        serde_json::to_value(StateForm::from(state)).unwrap()
    }

    fn back(form: Value) -> State {
        State::from(serde_json::from_str::<StateForm>(&form.to_string()).unwrap())
    }

    #[test]
    fn statuses_are_numbers_and_empty_fields_are_left_out() {
        let form = form(&state());
        assert_eq!(form, json!({"status": 0, "message": "", "rule": "a.b"}));
        assert_eq!(back(form), state());
    }

    #[test]
    fn the_cause_travels_among_the_details() {
        let state = State {
            status: Status::Crit,
            cause: Some("a.b.broken".into()),
            meta: Json::of(&json!({"fix": "Mend it."})).ok(),
            ..state()
        };
        let form = form(&state);
        assert_eq!(form["status"], 4);
        assert_eq!(
            form["meta"],
            json!({"fix": "Mend it.", "cause": "a.b.broken"})
        );
        assert_eq!(back(form), state);
    }

    #[test]
    fn null_is_the_same_as_nothing() {
        let form = json!({
            "status": 0, "message": null, "rule": "a.b", "code": null, "subject": null,
            "meta": null,
        });
        assert_eq!(back(form), state());
    }
}
