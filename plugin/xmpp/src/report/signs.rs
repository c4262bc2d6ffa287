//! A status as sign, word and colour, never colour alone.

use checker_kit::contract::Status;
use checker_kit::state::word;

/// A status for the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    /// One character.
    pub(super) mark: &'static str,
    /// The word, which is the name of its colour, too.
    pub(super) word: &'static str,
    /// The word in full, for people.
    pub(super) label: &'static str,
}

impl From<Status> for Sign {
    fn from(status: Status) -> Self {
        let (mark, label) = match status {
            Status::Ok => ("✓", "ok"),
            Status::Info => ("i", "note"),
            Status::Warn => ("!", "warning"),
            Status::Crit => ("✗", "critical"),
            Status::Error => ("✗", "not checked"),
            Status::Unknown => ("?", "unknown"),
        };
        Self {
            mark,
            word: word(status),
            label,
        }
    }
}
