//! Building the states that rules return.

use serde_json::{Map, Value, json};

use crate::checker::Snippet;
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
    cause: Option<String>,
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
            cause: None,
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

    /// What has to be mended: findings with the same cause are one fault.
    /// Stable across runs: made of codes, names and addresses, not of counts or
    /// dates.
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// What to do about it.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.meta.insert("fix".into(), Value::String(fix.into()));
        self
    }

    /// Text to copy: DNS records, lines of a configuration file.
    pub fn snippet(self, label: &str, text: impl Into<String>) -> Self {
        self.add(json!({ "label": label, "text": text.into() }))
    }

    /// Text to copy for others than those whom it most likely concerns: people
    /// see it on demand.
    pub fn folded_snippet(self, label: &str, text: impl Into<String>) -> Self {
        self.add(json!({ "label": label, "text": text.into(), "folded": true }))
    }

    /// A further detail for machines.
    pub fn detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// Nobody asked for this part: people need not be told.
    pub fn unwanted(self) -> Self {
        self.detail("unwanted", true)
    }

    /// How good it is.
    pub fn status(&self) -> Status {
        self.status
    }

    fn add(mut self, snippet: Value) -> Self {
        match self.meta.get_mut("snippets") {
            Some(Value::Array(snippets)) => snippets.push(snippet),
            _ => {
                self.meta
                    .insert("snippets".into(), Value::Array(vec![snippet]));
            }
        }
        self
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
            cause: finding.cause.as_deref().map(harmless),
            message: harmless(&finding.message),
            meta,
        }
    }
}

/// The known members of a state's `meta`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meta {
    /// What to do about it, or empty.
    pub fix: String,
    /// Text to copy.
    pub snippets: Vec<Snippet>,
    /// The endpoints, where the state is about several.
    pub endpoints: Vec<String>,
    /// Whether nobody asked for this part.
    pub unwanted: bool,
}

impl Meta {
    /// Reads the members of a state; what is not of the right form is absent.
    pub fn read(state: &State) -> Self {
        let meta: Value = match state.meta.as_deref().map(serde_json::from_str) {
            Some(Ok(meta)) => meta,
            _ => return Self::default(),
        };
        let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
        let items = |name: &str| {
            meta.get(name)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        Self {
            fix: text(&meta, "fix").unwrap_or_default(),
            snippets: items("snippets")
                .filter_map(|one| {
                    Some(Snippet {
                        label: text(one, "label")?,
                        text: text(one, "text")?,
                        folded: one.get("folded") == Some(&Value::Bool(true)),
                    })
                })
                .collect(),
            endpoints: items("endpoints")
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect(),
            unwanted: meta.get("unwanted") == Some(&Value::Bool(true)),
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

/// The worst of many: `crit` if there is any, else `error`, else the greatest;
/// `unknown` of none.
pub fn overall(statuses: impl IntoIterator<Item = Status>) -> Status {
    let mut worst = Status::Unknown;
    for status in statuses {
        if status == Status::Crit {
            return status;
        }
        if severity(status) > severity(worst) {
            worst = status;
        }
    }
    worst
}

/// The order of severity: the contract's, `unknown` lowest.
pub fn severity(status: Status) -> u8 {
    status as u8
}
