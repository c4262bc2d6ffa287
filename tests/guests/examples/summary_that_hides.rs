//! Says that all is well, whatever its states and the host's are.

use checker_guests::{
    Collection, ErrorCode, Evidence, Hostile, State, Status, clock, observed, silent_server, state,
    tcp,
};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        while tcp::Connection::connect(silent_server()).await.is_ok() {}
        clock::wait_until(clock::now()).await;
        Ok(observed("{}"))
    }

    fn evaluate(_evidence: Evidence) -> Result<Vec<State>, ErrorCode> {
        Ok(vec![State {
            status: Status::Crit,
            cause: Some("fault".to_owned()),
            ..state("hostile.rule")
        }])
    }
}

checker_guests::export!(Guest);
