//! One served checker: the paths below its prefix.

use std::sync::Arc;

use super::problem::Problem;
use super::service::Service;
use crate::platform::{CheckError, Member};

#[derive(Clone)]
pub(super) struct Mount {
    pub(super) service: Arc<Service>,
    /// The checker's identifier.
    pub(super) id: Arc<str>,
    /// Empty at the root, else a slash and the identifier.
    pub(super) prefix: Arc<str>,
}

impl Mount {
    /// The checker.
    pub(super) fn member(&self) -> Result<&Member, Problem> {
        let member = self.service.platform.member(&self.id);
        member.ok_or_else(|| CheckError::NoSuchChecker(self.id.to_string()).into())
    }

    /// Refuses an observation key that is not the checker's: the request was
    /// meant for another one.
    pub(super) fn expect_key(&self, key: &str) -> Result<(), Problem> {
        let own = &self.member()?.definition().observation_key;
        match key.is_empty() || key == own {
            true => Ok(()),
            false => Err(Problem::Request(format!(
                "this checker makes observations under the key \"{own}\", not \"{key}\""
            ))),
        }
    }
}
