//! Crashes while it looks.

use checker_guests::{Collection, ErrorCode, Hostile};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        panic!("no collection")
    }
}

checker_guests::export!(Guest);
