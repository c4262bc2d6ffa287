//! Returns more than it may have.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        Ok(observed(&format!("\"{}\"", "x".repeat(100 * 1024 * 1024))))
    }
}

checker_guests::export!(Guest);
