//! A rule that exists once for each side.

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_stream::side::Side;

use crate::case::Case;
use crate::faults::Faults;
use crate::observation::{Observation, Service};
use crate::words::{peers, side_name};

/// What the two rules of a pair have in common, for one of them.
pub(super) struct SideRule<'a> {
    /// What is judged.
    pub(super) case: &'a Case,
    /// What is behind it.
    pub(super) faults: Faults,
    /// The side.
    pub(super) side: Side,
    /// The name of the rule.
    pub(super) name: &'static str,
}

impl<'a> SideRule<'a> {
    pub(super) fn new(case: &'a Case, side: Side, name: &'static str) -> Self {
        Self {
            case,
            faults: Faults::of(&case.observation),
            side,
            name,
        }
    }

    pub(super) fn observation(&self) -> &'a Observation {
        &self.case.observation
    }

    /// The domain in A-labels.
    pub(super) fn domain(&self) -> &'a str {
        &self.case.observation.domain.ascii
    }

    /// The whole name of a service: `_xmpp-client._tcp.example.org`.
    pub(super) fn name_of(&self, service: Service) -> String {
        format!("{}.{}", service.labels(), self.domain())
    }

    pub(super) fn finding(
        &self,
        status: Status,
        code: &str,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(status, self.name, code, message)
    }

    /// `client-to-server`.
    pub(super) fn side_name(&self) -> &'static str {
        side_name(self.side)
    }

    /// `clients`.
    pub(super) fn peers(&self) -> &'static str {
        peers(self.side)
    }
}
