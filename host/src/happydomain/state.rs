//! States.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{State, Status};

/// A state as it crosses the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StateForm {
    /// 0 unknown, 1 ok, 2 info, 3 warn, 4 crit, 5 error.
    pub status: u8,
    /// For people.
    #[serde(default)]
    pub message: String,
    /// The rule.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// What exactly was found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// Details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
}

/// States for the platform.
pub fn states(states: &[State]) -> Vec<StateForm> {
    states.iter().map(StateForm::from).collect()
}

impl From<&State> for StateForm {
    fn from(state: &State) -> Self {
        Self {
            status: state.status as u8,
            message: state.message.clone(),
            rule: state.rule.clone(),
            code: state.code.clone(),
            subject: state.subject.clone().unwrap_or_default(),
            meta: state.meta.clone(),
        }
    }
}

impl From<StateForm> for State {
    fn from(form: StateForm) -> Self {
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
            message: form.message,
            meta: form.meta.filter(Value::is_object),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn statuses_are_numbers_and_empty_fields_are_left_out() {
        let state = State {
            status: Status::Unknown,
            rule: "a.b".into(),
            code: String::new(),
            subject: None,
            message: String::new(),
            meta: None,
        };
        let form = serde_json::to_value(StateForm::from(&state)).unwrap();
        assert_eq!(form, json!({"status": 0, "message": "", "rule": "a.b"}));
        let again: StateForm = serde_json::from_value(form).unwrap();
        assert_eq!(State::from(again), state);
    }
}
