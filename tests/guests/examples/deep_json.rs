//! Returns JSON that is nested a hundred thousand times.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let depth = 100_000;
        Ok(observed(&("[".repeat(depth) + &"]".repeat(depth))))
    }
}

checker_guests::export!(Guest);
