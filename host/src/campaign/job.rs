//! One domain to be checked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What tells one job of a campaign from another: made of its domain, so that
/// whoever submits it again submits the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(u128);

/// What a worker gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    /// The domain as the list has it.
    pub(super) domain: String,
}

impl JobId {
    /// The job of this domain; letters are the same in either case, as in a list.
    pub fn of(domain: &str) -> Self {
        let digest = Sha256::digest(domain.to_lowercase());
        // Half of the digest: 10^9 domains meet with a chance of 10^-21.
        let half = digest.iter().take(16);
        Self(half.fold(0, |number, byte| (number << 8) | u128::from(*byte)))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for JobId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_same_for_the_same_domain_and_can_be_read_back() {
        let id = JobId::of("Example.org");
        assert_eq!(id, JobId::of("example.org"));
        assert_ne!(id, JobId::of("example.net"));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), 32);
    }
}
