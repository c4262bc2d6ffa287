//! What the rules judge.

use checker_stream::side::Side;

use crate::mode::Mode;
use crate::observation::Observation;
use crate::related::TlsFindings;

/// Everything that a rule may look at.
#[derive(Debug, Clone)]
pub struct Case {
    /// What was seen.
    pub observation: Observation,
    /// What TLS checkers saw of our entries.
    pub tls: TlsFindings,
    /// The moment for which to judge, in seconds since 1970-01-01T00:00:00Z.
    pub judged_at: i64,
    /// The sides to judge: those that were looked at, less what the options
    /// leave out now.
    pub mode: Mode,
}

impl Case {
    /// All that was looked at.
    pub fn new(observation: Observation, tls: TlsFindings, judged_at: i64) -> Self {
        Self {
            mode: observation.mode,
            observation,
            tls,
            judged_at,
        }
    }

    /// Less what another mode leaves out.
    #[must_use]
    pub fn narrowed(mut self, mode: Mode) -> Self {
        self.mode = self.mode.narrowed(|side| mode.covers(side));
        self
    }
}

impl checker_kit::rule::Case for Case {
    type Part = Side;

    fn covers(&self, side: Side) -> bool {
        self.mode.covers(side)
    }
}
