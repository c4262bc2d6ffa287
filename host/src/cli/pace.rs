//! How many checks run at once.

use super::setup;
use super::tell::tell;
use crate::descriptors::{self, Descriptors, OWN, of_a_check};
use crate::engine::Limit;

/// Checks that run at once for each processor, where it is not said: they wait
/// for the network most of the time.
const PER_PROCESSOR: usize = 32;

/// As many as are asked for, if there are file descriptors for them. A simulated
/// internet takes none.
pub(super) fn concurrency(
    wanted: Option<usize>,
    simulated: bool,
    limits: &[(Limit, u64)],
) -> usize {
    let wanted = wanted.unwrap_or_else(usual);
    if simulated {
        return wanted;
    }
    let connections = setup::limits(limits).connections;
    let there = descriptors::raise();
    let affordable = affordable(wanted, there, connections);
    if affordable < wanted {
        let limit = there.now.unwrap_or_default();
        tell(
            &format!(
                "{affordable} checks run at once, not {wanted}: the limit on open files is {limit}"
            ),
            Some("ulimit -n raises it"),
        );
    }
    affordable
}

/// What is wanted where nothing is said.
fn usual() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    PER_PROCESSOR.saturating_mul(processors)
}

/// As many of the checks that are wanted as there are descriptors for, each
/// with so many connections.
fn affordable(wanted: usize, there: Descriptors, connections: u64) -> usize {
    let Some(limit) = there.now else {
        return wanted;
    };
    let checks = limit.saturating_sub(OWN) / of_a_check(connections);
    // However few there are, one check is made: it says what is missing.
    wanted
        .min(usize::try_from(checks).unwrap_or(usize::MAX))
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(limit: u64, wanted: usize) -> usize {
        let limit = Some(limit);
        let there = Descriptors {
            before: limit,
            now: limit,
            hard: limit,
        };
        affordable(wanted, there, 64)
    }

    #[test]
    fn no_more_checks_begin_than_have_descriptors() {
        assert_eq!(of(1_048_576, 64), 64);
        assert_eq!(of(64 + 72 * 64, 64), 64);
        assert_eq!(of(64 + 72 * 64 - 1, 64), 63);
        assert_eq!(of(256, 64), 2);
        assert_eq!(of(16, 64), 1);
    }

    #[test]
    fn without_a_limit_there_are_as_many_as_wanted() {
        let there = Descriptors {
            before: None,
            now: None,
            hard: None,
        };
        assert_eq!(affordable(2_000, there, 64), 2_000);
    }
}
