//! What came of a question to the DNS.

use serde::{Deserialize, Serialize};

use super::answer::{Failure, Outcome};

/// What came of a lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "status", content = "failure")]
pub enum LookupStatus {
    /// Records.
    Found,
    /// The name exists without such records.
    NoData,
    /// The name does not exist (NXDOMAIN).
    NoName,
    /// The question could not be answered.
    Failed(Failure),
}

impl LookupStatus {
    /// Why the question could not be answered, if it could not.
    pub fn failure(self) -> Option<Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::Found | Self::NoData | Self::NoName => None,
        }
    }
}

impl From<&Outcome> for LookupStatus {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Found(_) => Self::Found,
            Outcome::NoData => Self::NoData,
            Outcome::NoName => Self::NoName,
            Outcome::Failed(failure) => Self::Failed(*failure),
        }
    }
}
