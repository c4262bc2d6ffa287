//! Crashes in every export after the collection.

use checker_guests::{ErrorCode, Evidence, Hostile, Metric, PrecheckResult, State, Summary};

struct Guest;

impl Hostile for Guest {
    fn precheck(_options: String) -> PrecheckResult {
        panic!("no precheck")
    }
    fn evaluate(_evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        panic!("no evaluation")
    }
    fn report(_evidence: Evidence) -> Result<String, ErrorCode> {
        panic!("no report")
    }
    fn restate(_evidence: Evidence) -> Result<String, ErrorCode> {
        panic!("no restatement")
    }
    fn summarize(_evidence: Evidence, _states: Vec<State>) -> Result<Summary, ErrorCode> {
        panic!("no summary")
    }
    fn metrics(_evidence: Evidence) -> Result<Vec<Metric>, ErrorCode> {
        panic!("no metrics")
    }
}

checker_guests::export!(Guest);
