//! How long visits may take.

use std::time::Duration;

use checker_kit::checker::{OptionField, OptionType, Scope};
use checker_kit::contract::ErrorCode;
use checker_kit::definition::option_field;
use checker_kit::dns;
use checker_kit::options::Options;
use checker_kit::shared::whole;

/// What servers forget connections in: jabberd2 is set up with ten seconds.
const MAX_PAUSE: Duration = Duration::from_secs(10);

/// The budgets of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// That of each address.
    pub timeout: Duration,
    /// That of the whole check: nothing is waited for after that.
    pub whole: Duration,
}

impl Times {
    /// Reads them from the options.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] for a value that cannot be used.
    pub fn read(options: &Options) -> Result<Self, ErrorCode> {
        let timeout = options.number("timeout", 1.0, 60.0)?.unwrap_or(10.0);
        let timeout = Duration::from_secs_f64(timeout);
        Ok(Self {
            timeout,
            whole: whole::read_rest(options, timeout)?,
        })
    }

    /// The options, as a definition declares them.
    pub fn fields() -> [OptionField; 2] {
        let timeout = OptionField {
            scope: Scope::User,
            value_type: OptionType::Number,
            placeholder: "10".into(),
            default_value: Some("10".into()),
            ..option_field(
                "timeout",
                "Timeout (seconds)",
                "Time for each probed address, 1 to 60 seconds.",
            )
        };
        [timeout, whole::field()]
    }

    /// How long after the lookups an address may still wait for its turn.
    pub fn queueing(self) -> Duration {
        self.timeout * 2
    }

    /// How long a server that refused a connection, one too many perhaps, is
    /// left alone before it is asked again.
    pub fn pause(self) -> Duration {
        self.timeout.min(MAX_PAUSE)
    }

    /// What all second visits take together.
    pub fn second_visits(self) -> Duration {
        self.timeout
    }

    /// The longest that lookups and visits take together.
    pub fn visits(self) -> Duration {
        let first_visits = self.queueing() + self.timeout;
        let looking = dns::TIMEOUT + first_visits + self.pause() + self.second_visits();
        looking.min(self.whole)
    }
}
