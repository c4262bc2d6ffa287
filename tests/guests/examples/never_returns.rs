//! Waits for the end of time.

use checker_guests::{Collection, ErrorCode, Hostile, clock, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        clock::wait_until(u64::MAX).await;
        Ok(observed("{}"))
    }
}

checker_guests::export!(Guest);
