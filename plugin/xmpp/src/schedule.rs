//! How long a check takes at most, and how that time is shared out.

use std::time::Duration;

use checker_kit::dns;

/// How long it takes at most to write down what was seen.
const FINISHING: Duration = Duration::from_secs(2);

/// The times of a check, as lengths since its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    timeout: Duration,
    whole: Duration,
}

/// When something has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The time since the beginning of the check.
    pub at: Duration,
    /// Whether the end of the check comes before the time that it would
    /// have had.
    pub cut_short: bool,
}

impl Schedule {
    /// The schedule of a check with these budgets for each endpoint and for the
    /// whole.
    pub fn new(timeout: Duration, whole: Duration) -> Self {
        Self { timeout, whole }
    }

    /// The budget of each endpoint.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The budget of the whole check: nothing is waited for after that.
    pub fn whole(&self) -> Duration {
        self.whole
    }

    /// The longest that discovery and collection take together.
    pub fn at_most(&self) -> Duration {
        self.whole + FINISHING
    }

    /// When lookups that begin now have to end.
    pub fn lookups(&self, elapsed: Duration) -> End {
        self.end(elapsed, dns::TIMEOUT)
    }

    /// When a visit that begins now has to end.
    pub fn visit(&self, elapsed: Duration) -> End {
        self.end(elapsed, self.timeout)
    }

    fn end(&self, elapsed: Duration, budget: Duration) -> End {
        let own = elapsed.saturating_add(budget);
        End {
            at: own.min(self.whole),
            cut_short: own > self.whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn nothing_is_waited_for_so_long_that_what_was_seen_could_not_be_written_down() {
        let schedule = Schedule::new(seconds(10), seconds(30));
        for elapsed in (0..60).map(seconds) {
            for end in [schedule.visit(elapsed), schedule.lookups(elapsed)] {
                assert!(end.at <= schedule.whole());
                assert!(end.at < schedule.at_most());
            }
        }
    }

    #[test]
    fn a_visit_that_the_end_of_the_check_cuts_off_is_known() {
        let schedule = Schedule::new(seconds(10), seconds(30));
        let end = |at, cut_short| End {
            at: seconds(at),
            cut_short,
        };
        assert_eq!(schedule.visit(seconds(0)), end(10, false));
        assert_eq!(schedule.visit(seconds(20)), end(30, false));
        assert_eq!(schedule.visit(seconds(21)), end(30, true));
        assert_eq!(schedule.lookups(seconds(25)), end(30, true));
    }
}
