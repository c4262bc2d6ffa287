//! How good a result is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How good a result is, in the order of severity.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing could be said: skipped, or nothing to look at.
    #[default]
    Unknown,
    /// As it should be.
    Ok,
    /// Worth knowing; nothing is broken.
    Info,
    /// Works, but some are affected, or soon will be.
    Warn,
    /// Broken now.
    Crit,
    /// The check itself could not be made.
    Error,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Crit => "crit",
            Self::Error => "error",
        }
    }

    /// The status of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [
            Self::Unknown,
            Self::Ok,
            Self::Info,
            Self::Warn,
            Self::Crit,
            Self::Error,
        ];
        all.into_iter().find(|status| status.word() == word)
    }

    /// The status of a check with such states: `crit` if any is, else `error`
    /// if any is, else the greatest; `unknown` of none. What is known to be
    /// broken is broken, even where something else could not be looked at.
    pub fn overall(statuses: impl IntoIterator<Item = Self>) -> Self {
        let rank = |status: &Self| match status {
            Self::Crit => u8::MAX,
            other => *other as u8,
        };
        statuses.into_iter().max_by_key(rank).unwrap_or_default()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_outweighs_what_could_not_be_checked() {
        use Status::{Crit, Error, Info, Ok, Unknown, Warn};
        assert_eq!(Status::overall([]), Unknown);
        assert_eq!(Status::overall([Unknown, Ok, Info]), Info);
        assert_eq!(Status::overall([Warn, Error, Ok]), Error);
        assert_eq!(Status::overall([Error, Crit, Error]), Crit);
    }
}
