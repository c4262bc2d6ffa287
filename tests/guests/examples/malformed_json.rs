//! Returns an observation that is not JSON.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        Ok(observed("{\"a\":"))
    }
}

checker_guests::export!(Guest);
