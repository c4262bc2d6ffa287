//! What goes into the exports of a checker, and what comes out of them.

use std::time::Duration;

use super::entry::{Entry, Related};
use super::json::Json;
use super::options::Options;

/// A rule switched on or off.
pub type RuleSwitch = (String, bool);

/// What can be said of a check before it is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Precheck {
    /// Whether a check makes sense with these options, where that can be told.
    pub eligible: Option<bool>,
    /// Why it does not, as a sentence, or empty.
    pub reason: String,
    /// The rules that would have nothing to look at, each with the reason.
    pub failures: Vec<(String, String)>,
    /// The longest that discovery and collection take together, where that can
    /// be told.
    pub at_most: Option<Duration>,
}

/// What is known before anything was connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The entries that the DNS names.
    pub entries: Vec<Entry>,
    /// For the collection.
    pub plan: Json,
}

/// What was seen of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The observation.
    pub observation: Json,
    /// All entries.
    pub entries: Vec<Entry>,
}

/// Everything that a verdict rests on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// An observation of the checker.
    pub observation: &'a Json,
    /// What other checkers saw of its entries.
    pub related: &'a [Related],
    /// The options of the check; secret ones are not handed on.
    pub options: &'a Options,
    /// The moment for which to judge, in seconds since 1970-01-01T00:00:00Z.
    pub judged_at: i64,
}
