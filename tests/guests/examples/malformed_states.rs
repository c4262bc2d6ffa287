//! Returns states whose details are not JSON.

use checker_guests::{ErrorCode, Evidence, Hostile, State, state};

struct Guest;

impl Hostile for Guest {
    fn evaluate(_evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        Ok(vec![State {
            meta: Some("no json".to_owned()),
            ..state("hostile.rule")
        }])
    }
}

checker_guests::export!(Guest);
