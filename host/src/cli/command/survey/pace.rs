//! How many checks run at once.

use crate::descriptors::{Descriptors, OWN, of_a_check};

/// Checks that run at once for each processor, where it is not said: they wait
/// for the network most of the time.
const PER_PROCESSOR: usize = 32;

/// What is wanted where nothing is said.
pub(super) fn usual() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    PER_PROCESSOR.saturating_mul(processors)
}

/// As many of the checks that are wanted as there are descriptors for, each
/// with so many connections.
pub(super) fn affordable(wanted: usize, there: Descriptors, connections: u64) -> usize {
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
