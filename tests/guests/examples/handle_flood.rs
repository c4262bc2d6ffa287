//! Waits for ten thousand things at once.

use checker_guests::{Collection, ErrorCode, Hostile, clock, observed};
use futures_util::future::join_all;

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let waits = (0..10_000).map(|_| clock::wait_until(u64::MAX));
        join_all(waits).await;
        Ok(observed("{}"))
    }
}

checker_guests::export!(Guest);
