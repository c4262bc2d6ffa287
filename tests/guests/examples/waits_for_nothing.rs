//! Waits for something that nobody will ever do.

use checker_guests::{Collection, ErrorCode, Hostile};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        std::future::pending().await
    }
}

checker_guests::export!(Guest);
