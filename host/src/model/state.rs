//! Verdicts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::Json;
use super::status::Status;

/// One verdict of one rule about one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct State {
    /// How good it is.
    pub status: Status,
    /// The name of the rule, one of those in the definition, or the host's own.
    pub rule: String,
    /// What exactly was found, for machines: `<rule>.<finding>`.
    pub code: String,
    /// The endpoint or name that it is about, where it is not the whole
    /// service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What has to be mended: states with the same cause are one fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// One sentence for people.
    pub message: String,
    /// An object with details, see [`Meta`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Json>,
}

/// The members of a state's `meta` that the contract describes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// What to do about it, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fix: String,
    /// Text to copy for that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snippets: Vec<Snippet>,
    /// The endpoints that the verdict is about, where they are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<String>,
    /// Whether nobody asked for this part, so that people need not be told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unwanted: bool,
}

/// A piece of text to copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Snippet {
    /// What it is for.
    pub label: String,
    /// The text; lines are separated by U+000A.
    pub text: String,
    /// Whether it is for others than those whom the problem most likely
    /// concerns: shown on demand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub folded: bool,
}

impl State {
    /// Its details; members that are not of the contract's form are left out.
    pub fn meta(&self) -> Meta {
        let members = self.meta.as_ref().and_then(|meta| meta.read().ok());
        let members: serde_json::Map<String, Value> = members.unwrap_or_default();
        let items = |name: &str| match members.get(name) {
            Some(Value::Array(items)) => items.clone(),
            _ => Vec::new(),
        };
        let strings = |item: Value| item.as_str().map(str::to_owned);
        let snippets = |item| serde_json::from_value(item).ok();
        Meta {
            fix: members
                .get("fix")
                .cloned()
                .and_then(strings)
                .unwrap_or_default(),
            snippets: items("snippets").into_iter().filter_map(snippets).collect(),
            endpoints: items("endpoints").into_iter().filter_map(strings).collect(),
            unwanted: members.get("unwanted") == Some(&Value::Bool(true)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(meta: &str) -> State {
        State {
            status: Status::Warn,
            rule: "a.rule".into(),
            code: "a.rule.found".into(),
            subject: None,
            cause: None,
            message: "Found.".into(),
            meta: Some(Json::parse(meta).unwrap()),
        }
    }

    #[test]
    fn details_of_another_form_are_left_out() {
        let meta = state(
            r#"{"fix":"Mend it.","snippets":[{"label":"a","text":"b"},{"label":1}],"endpoints":["c",2],"more":{}}"#,
        )
        .meta();
        assert_eq!(meta.fix, "Mend it.");
        assert_eq!(meta.snippets.len(), 1);
        assert!(!meta.snippets[0].folded);
        assert_eq!(meta.endpoints, ["c"]);
        assert_eq!(state(r#"{"fix":1,"snippets":{}}"#).meta(), Meta::default());
    }

    #[test]
    fn what_is_absent_is_not_written() {
        let written = serde_json::to_string(&State {
            meta: None,
            ..state("{}")
        });
        assert_eq!(
            written.unwrap(),
            r#"{"status":"warn","rule":"a.rule","code":"a.rule.found","message":"Found."}"#
        );
    }
}
