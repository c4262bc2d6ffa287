//! A schedule on the contract's clock.

use std::time::Duration;

use checker_kit::clock::Mark;

use crate::schedule::{End, Schedule};

/// The time of a running check. Discovery and collection are two calls, with
/// whatever the host does in between: what counts is the time within them.
#[derive(Debug, Clone, Copy)]
pub struct Timer {
    schedule: Schedule,
    began: Mark,
    spent: Duration,
}

/// When something has to end.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    /// The moment.
    pub mark: Mark,
    /// Whether the end of the check comes before the time that it would
    /// have had.
    pub cut_short: bool,
}

impl Timer {
    /// Begins now, with what earlier calls of the same check spent.
    pub fn begin(schedule: Schedule, spent: Duration) -> Self {
        Self {
            schedule,
            began: Mark::now(),
            spent,
        }
    }

    /// What the check has spent so far.
    pub fn elapsed(&self) -> Duration {
        let here = Mark::now().micros_since(self.began);
        self.spent + Duration::from_micros(here)
    }

    /// When lookups that begin now have to end.
    pub fn lookups(&self) -> Mark {
        self.deadline(self.schedule.lookups(self.elapsed())).mark
    }

    /// When a visit that begins now has to end.
    pub fn visit(&self) -> Deadline {
        self.deadline(self.schedule.visit(self.elapsed()))
    }

    /// The end of the check: nothing is waited for after that.
    pub fn end(&self) -> Mark {
        self.mark(self.schedule.whole())
    }

    fn deadline(&self, end: End) -> Deadline {
        Deadline {
            mark: self.mark(end.at),
            cut_short: end.cut_short,
        }
    }

    fn mark(&self, at: Duration) -> Mark {
        self.began.plus(at.saturating_sub(self.spent))
    }
}
