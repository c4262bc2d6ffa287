//! Crashes before it has looked at anything.

use checker_guests::{Discovery, ErrorCode, Hostile};

struct Guest;

impl Hostile for Guest {
    async fn discover(_options: String) -> Result<Discovery, ErrorCode> {
        panic!("no discovery")
    }
}

checker_guests::export!(Guest);
