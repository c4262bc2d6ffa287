//! Every connection of a client takes a file descriptor, and so does every
//! connection of a check. Who fills the one must not leave nothing to the other.

use crate::descriptors::{self, OWN, of_a_check};
use crate::engine::Limits;

use super::connection::RESERVE;

/// How many connections there are descriptors for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// Connections of clients, beside those of the reserve.
    pub(super) connections: usize,
    /// Whether all checks at once can have as many connections as they may.
    pub(super) enough: bool,
}

impl Plan {
    /// For a limit on descriptors, connections that are wanted, and checks that
    /// run at once within these limits. Where it is not enough for both, the
    /// checks get three quarters of what there is.
    pub(super) fn new(limit: Option<u64>, wanted: usize, checks: usize, limits: &Limits) -> Self {
        let Some(limit) = limit else {
            return Self {
                connections: wanted,
                enough: true,
            };
        };
        let checks = u64::try_from(checks).unwrap_or(u64::MAX);
        let for_checks = of_a_check(limits.connections).saturating_mul(checks);
        let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
        let reserve = u64::try_from(RESERVE).unwrap_or(u64::MAX);
        let there_are = limit.saturating_sub(OWN.saturating_add(reserve));
        let left = there_are.saturating_sub(for_checks.min(there_are / 4 * 3));
        // However few there are, somebody has to be served.
        let connections = wanted.min(left).max(1);
        Self {
            connections: usize::try_from(connections).unwrap_or(usize::MAX),
            enough: there_are.saturating_sub(connections) >= for_checks,
        }
    }
}

/// Lets the process have as many descriptors as it may ask for, logs what there
/// are, and gives their number where the system tells it.
pub(super) fn raise() -> Option<u64> {
    let there = descriptors::raise();
    let [before, now, hard] = [there.before, there.now, there.hard].map(number);
    if there.now != there.hard {
        tracing::warn!(now, hard, "the limit on open files could not be raised");
    } else if there.now != there.before {
        tracing::info!(before, now, "the limit on open files was raised");
    }
    there.now
}

/// A limit as it is logged.
fn number(limit: Option<u64>) -> String {
    limit.map_or("none".to_owned(), |limit| limit.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(limit: u64, wanted: usize, checks: usize) -> Plan {
        Plan::new(Some(limit), wanted, checks, &Limits::default())
    }

    #[test]
    fn clients_get_no_descriptor_that_a_check_needs() {
        // 32 checks of 64 connections and 8 sockets, the reserve, the process.
        let needed = 32 * 72 + 64 + 64;
        let all = plan(needed + 2_048, 2_048, 32);
        assert_eq!((all.connections, all.enough), (2_048, true));
        let fewer = plan(needed + 2_047, 2_048, 32);
        assert_eq!((fewer.connections, fewer.enough), (2_047, true));
    }

    #[test]
    fn of_too_few_the_checks_get_most() {
        let few = plan(1_024, 2_048, 32);
        assert_eq!((few.connections, few.enough), (224, false));
        for limit in [0, 1, 128, 129] {
            assert_eq!(plan(limit, 2_048, 32).connections, 1, "{limit}");
        }
        // Where only few connections are wanted there is more for the checks.
        assert!(plan(1_024, 8, 8).enough);
    }

    #[test]
    fn without_a_limit_there_is_what_is_wanted() {
        let plan = Plan::new(None, 2_048, usize::MAX, &Limits::default());
        assert_eq!((plan.connections, plan.enough), (2_048, true));
    }
}
