//! How long a whole check may take: an option that checkers share.

use std::time::Duration;

use crate::checker::{OptionField, OptionType, Scope};
use crate::contract::ErrorCode;
use crate::definition::option_field;
use crate::options::Options;

/// The option's identifier: the definition's `time_option`.
pub const OPTION: &str = "maxDuration";
/// The least that a check may be given, in seconds.
const SHORTEST_SECONDS: f64 = 1.0;
/// The most that a check may be given, in seconds.
const LONGEST_SECONDS: f64 = 110.0;
/// What a check is given where nobody asks for more or less, in seconds: a
/// server whose connections have to wait for one another is seen whole.
const USUAL_SECONDS: f64 = 60.0;

/// The option, as a definition declares it.
pub fn field() -> OptionField {
    OptionField {
        scope: Scope::User,
        value_type: OptionType::Number,
        placeholder: "60".into(),
        ..option_field(
            OPTION,
            "Time for the whole check (seconds)",
            "What was not reached in this time is said; 1 to 110 seconds. Without it 60 seconds, \
             or twice the timeout where that is more.",
        )
    }
}

/// The time of a whole check with this budget for each endpoint.
///
/// # Errors
///
/// [`ErrorCode::InvalidOption`] for a value that cannot be used.
pub fn read(options: &Options, timeout: Duration) -> Result<Duration, ErrorCode> {
    let given = options.number(OPTION, SHORTEST_SECONDS, LONGEST_SECONDS)?;
    Ok(whole(timeout, given.map(Duration::from_secs_f64)))
}

/// The same for a checker that gets what is left of another's check: a host gives
/// it in this option, and it may be more than is of use.
///
/// # Errors
///
/// As for [`read`].
pub fn read_rest(options: &Options, timeout: Duration) -> Result<Duration, ErrorCode> {
    let given = options.number(OPTION, SHORTEST_SECONDS, f64::MAX);
    // What is no time at all is refused with the bounds that are told.
    let given = given.or_else(|_| options.number(OPTION, SHORTEST_SECONDS, LONGEST_SECONDS))?;
    let given = given.map(|seconds| Duration::from_secs_f64(seconds.min(LONGEST_SECONDS)));
    Ok(whole(timeout, given))
}

fn whole(timeout: Duration, given: Option<Duration>) -> Duration {
    // One endpoint that says nothing, and another that waited for it.
    let usual = Duration::from_secs_f64(USUAL_SECONDS).max(timeout.saturating_mul(2));
    let longest = Duration::from_secs_f64(LONGEST_SECONDS);
    given.unwrap_or(usual).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_anothers_time_may_be_more_than_is_of_use_and_not_nothing() {
        let read = |value: &str| {
            let options = Options::parse(&format!(r#"{{"maxDuration":{value}}}"#)).unwrap();
            read_rest(&options, Duration::from_secs(10))
        };
        assert_eq!(read("12"), Ok(Duration::from_secs(12)));
        assert_eq!(read("111.9"), Ok(Duration::from_secs(110)));
        match read("0.5") {
            Err(ErrorCode::InvalidOption(option)) => {
                assert_eq!(option.allowed, "a number from 1 to 110");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_minute_or_two_timeouts_and_never_more_than_the_longest() {
        let seconds = Duration::from_secs;
        assert_eq!(whole(seconds(10), None), seconds(60));
        assert_eq!(whole(seconds(40), None), seconds(80));
        assert_eq!(whole(seconds(60), None), seconds(110));
        assert_eq!(whole(seconds(10), Some(seconds(20))), seconds(20));
        assert_eq!(whole(seconds(10), Some(seconds(200))), seconds(110));
    }
}
