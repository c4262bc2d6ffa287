//! Returns states of rules that it did not declare.

use checker_guests::{ErrorCode, Evidence, Hostile, State, state};

struct Guest;

impl Hostile for Guest {
    fn evaluate(_evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        Ok(vec![state("hostile.rule"), state("xmpp.c2s_reachable")])
    }
}

checker_guests::export!(Guest);
