//! Says that it is of a class which it does not declare.

use checker_guests::{ErrorCode, Evidence, Hostile, State, Summary, summary};

struct Guest;

impl Hostile for Guest {
    fn summarize(_evidence: Evidence, _states: Vec<State>) -> Result<Summary, ErrorCode> {
        Ok(Summary {
            class: "exemplary".to_owned(),
            ..summary()
        })
    }
}

checker_guests::export!(Guest);
