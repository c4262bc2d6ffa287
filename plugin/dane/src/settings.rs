//! The options of a check, parsed.

use std::time::Duration;

use checker_kit::contract::ErrorCode;
use checker_kit::dns;
use checker_kit::options::Options;
use checker_stream::endpoints::{Entries, Times};
use checker_stream::labels::sender;

/// What the judgement of what was seen takes at most.
const JUDGEMENT: Duration = Duration::from_secs(2);

/// Everything that `collect` is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What others published.
    pub entries: Entries,
    /// The budgets.
    pub times: Times,
    /// Who is said to ask on server-to-server streams, in A-labels.
    pub from: String,
}

impl Settings {
    /// Reads the options.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] for a value that cannot be used, and where
    /// nobody has handed over endpoints, not even none.
    pub fn read(options: &Options) -> Result<Self, ErrorCode> {
        Ok(Self {
            entries: Entries::read(options)?,
            times: Times::read(options)?,
            from: sender(options)?,
        })
    }

    /// The longest that a collection takes: the records are looked up before
    /// anybody is visited.
    pub fn at_most(&self) -> Duration {
        let looking = dns::TIMEOUT * 2 + self.times.visits();
        looking.min(self.times.whole) + JUDGEMENT
    }
}
