//! Looks for secrets in the environment and the arguments.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let seen = std::env::vars().count() + std::env::args().count();
        Ok(observed(&seen.to_string()))
    }
}

checker_guests::export!(Guest);
