//! The name of a campaign, and what is called after it on the server.

use std::fmt;
use std::str::FromStr;

use super::job::JobId;

/// The longest name, in bytes.
const MAX_LENGTH: usize = 64;

/// The name of a campaign. It is part of names of streams and of subjects, so it
/// is made of letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text that no campaign can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a campaign's name has letters, digits, - and _, at most {MAX_LENGTH} of them")]
pub struct InvalidName;

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        match text.len() {
            1..=MAX_LENGTH if text.bytes().all(allowed) => Ok(Self(text.to_owned())),
            _ => Err(InvalidName),
        }
    }
}

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The work queue.
    pub(super) fn jobs(&self) -> String {
        format!("checker-{self}-jobs")
    }

    /// What is stored of each job once.
    pub(super) fn results(&self) -> String {
        format!("checker-{self}-results")
    }

    /// Pieces of results that no single message can hold.
    pub(super) fn parts(&self) -> String {
        format!("checker-{self}-parts")
    }

    /// The subjects of all jobs.
    pub(super) fn all_jobs(&self) -> String {
        format!("checker.{self}.job.*")
    }

    /// The subjects of all results.
    pub(super) fn all_results(&self) -> String {
        format!("checker.{self}.result.*")
    }

    /// The subjects of all parts.
    pub(super) fn all_parts(&self) -> String {
        format!("checker.{self}.part.*.*.*")
    }

    /// The subject of a job.
    pub(super) fn job(&self, id: JobId) -> String {
        format!("checker.{self}.job.{id}")
    }

    /// The subject of a job's result.
    pub(super) fn result(&self, id: JobId) -> String {
        format!("checker.{self}.result.{id}")
    }

    /// The subject of one part of a result: attempts to store one do not mix.
    pub(super) fn part(&self, id: JobId, attempt: &str, number: usize) -> String {
        format!("checker.{self}.part.{id}.{attempt}.{number}")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_the_server_is_no_name() {
        for text in ["", "a.b", "a b", "*", ">", "a/b", "ä", &"a".repeat(65)] {
            assert_eq!(text.parse::<Name>(), Err(InvalidName), "{text}");
        }
        for text in ["a", "autumn-2026", "A_1", &"a".repeat(64)] {
            assert_eq!(text.parse::<Name>().unwrap().as_str(), text);
        }
    }
}
