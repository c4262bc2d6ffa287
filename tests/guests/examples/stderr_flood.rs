//! Fills standard error.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        use std::io::Write;
        for _ in 0..10_000 {
            let _ = std::io::stderr().write_all(&[b'x'; 1024]);
        }
        Ok(observed("{}"))
    }
}

checker_guests::export!(Guest);
