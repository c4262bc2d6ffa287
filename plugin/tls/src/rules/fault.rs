//! What is wrong at one endpoint, or at one address of it.

use checker_kit::contract::Status;
use checker_kit::state::Finding;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    status: Status,
    code: &'static str,
    message: String,
    fix: Option<String>,
    cause: Option<String>,
}

impl Fault {
    /// A fault; the message is a sentence that makes sense by itself.
    pub(super) fn new(status: Status, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            fix: None,
            cause: None,
        }
    }

    /// What to do about it.
    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// What has to be mended.
    pub(super) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The fault with where it is, for one that is not everywhere.
    pub(super) fn only_at(mut self, addresses: &str) -> Self {
        let sentence = self.message.trim_end_matches('.');
        self.message = format!("{sentence} (only at {addresses}).");
        self
    }

    /// The fault as a finding of a rule.
    pub(super) fn into_finding(self, rule: &'static str) -> Finding {
        let mut finding = Finding::new(self.status, rule, self.code, self.message);
        if let Some(fix) = self.fix {
            finding = finding.fix(fix);
        }
        match self.cause {
            Some(cause) => finding.cause(cause),
            None => finding,
        }
    }
}
