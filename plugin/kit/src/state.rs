//! Building the states that rules return.

use serde_json::{Map, Value, json};

use crate::contract::{State, Status};
use crate::text::harmless;

/// A state in the making. The code is given without the rule's name.
#[derive(Debug, Clone)]
#[must_use]
pub struct Finding {
    status: Status,
    rule: &'static str,
    code: String,
    subject: Option<String>,
    message: String,
    meta: Map<String, Value>,
}

impl Finding {
    /// A finding of `rule`; `code` becomes `<rule>.<code>`.
    pub fn new(status: Status, rule: &'static str, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            rule,
            code: format!("{rule}.{code}"),
            subject: None,
            message: message.into(),
            meta: Map::new(),
        }
    }

    /// The state of a rule that had nothing to look at.
    pub fn skipped(rule: &'static str, why: impl Into<String>) -> Self {
        Self::new(Status::Unknown, rule, "skipped", why)
    }

    /// The endpoint or name that the finding is about.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// What to do about it.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.meta.insert("fix".into(), Value::String(fix.into()));
        self
    }

    /// Text to copy: DNS records, lines of a configuration file.
    pub fn snippet(mut self, label: &str, text: impl Into<String>) -> Self {
        let snippet = json!({ "label": label, "text": text.into() });
        match self.meta.get_mut("snippets") {
            Some(Value::Array(snippets)) => snippets.push(snippet),
            _ => {
                self.meta
                    .insert("snippets".into(), Value::Array(vec![snippet]));
            }
        }
        self
    }

    /// A further detail for machines.
    pub fn detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// How good it is.
    pub fn status(&self) -> Status {
        self.status
    }
}

impl From<Finding> for State {
    fn from(finding: Finding) -> Self {
        let meta = (!finding.meta.is_empty()).then(|| Value::Object(finding.meta).to_string());
        Self {
            status: finding.status,
            rule: finding.rule.to_owned(),
            code: finding.code,
            // An observation may come from a store, with anything in it.
            subject: finding.subject.as_deref().map(harmless),
            message: harmless(&finding.message),
            meta,
        }
    }
}

/// The status as the word that the contract uses for it.
pub fn word(status: Status) -> &'static str {
    match status {
        Status::Unknown => "unknown",
        Status::Ok => "ok",
        Status::Info => "info",
        Status::Warn => "warn",
        Status::Crit => "crit",
        Status::Error => "error",
    }
}

/// The order of severity: the contract's, `unknown` lowest.
pub fn severity(status: Status) -> u8 {
    status as u8
}
