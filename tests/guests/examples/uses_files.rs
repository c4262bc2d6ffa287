//! Wants files, which the world does not offer.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let text = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        Ok(observed(&text.len().to_string()))
    }
}

checker_guests::export!(Guest);
