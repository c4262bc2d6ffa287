//! The options of a check, parsed.

use std::time::Duration;

use checker_kit::contract::ErrorCode;
use checker_kit::options::Options;
use checker_stream::endpoints::{Entries, Times};
use checker_stream::labels::sender;

use crate::terms::Terms;

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
    /// What the verdicts depend on.
    pub terms: Terms,
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
            times: Times::read(options)?,
            terms: Terms::read(options)?,
            entries: Entries::read(options)?,
            from: sender(options)?,
        })
    }

    /// The longest that a collection takes.
    pub fn at_most(&self) -> Duration {
        self.times.visits() + JUDGEMENT
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(options: &Value) -> Result<Settings, ErrorCode> {
        Settings::read(&Options::parse(&options.to_string())?)
    }

    fn refused(options: &Value) -> (String, String) {
        match read(options) {
            Err(ErrorCode::InvalidOption(option)) => (option.id, option.value),
            other => panic!("{options} gives {other:?}"),
        }
    }

    #[test]
    fn the_timeout_is_a_number_of_seconds_with_bounds() {
        let with = |value: Value| json!({ "endpoints": [], "timeout": value });
        let settings = read(&with(json!("2.5"))).unwrap();
        assert_eq!(settings.times.timeout, Duration::from_millis(2_500));
        // Lookups, two rounds of waiting, the probe itself, a pause and the second
        // visits, the judgement.
        assert_eq!(settings.at_most(), Duration::from_millis(22_500));
        // A server is not given longer than it takes to forget.
        let long = read(&with(json!(60))).unwrap();
        assert_eq!(long.times.pause(), Duration::from_secs(10));
        // The whole check has a bound of its own.
        assert_eq!(long.at_most(), Duration::from_secs(112));
        let short = json!({ "endpoints": [], "timeout": 5, "maxDuration": 12 });
        assert_eq!(read(&short).unwrap().at_most(), Duration::from_secs(14));
        // A host gives the rest of another's time, and may have more than is of use.
        let rest = json!({ "endpoints": [], "timeout": 60, "maxDuration": 111.9 });
        assert_eq!(read(&rest).unwrap(), long);
        for value in [json!(0), json!(61), json!("NaN"), json!("inf"), json!([])] {
            assert_eq!(refused(&with(value)).0, "timeout");
        }
    }
}
