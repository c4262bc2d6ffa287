//! Makes a plan that nobody can store.

use checker_guests::{Discovery, ErrorCode, Hostile};

struct Guest;

impl Hostile for Guest {
    async fn discover(_options: String) -> Result<Discovery, ErrorCode> {
        Ok(Discovery {
            entries: Vec::new(),
            plan: "{'a': 1}".to_owned(),
        })
    }
}

checker_guests::export!(Guest);
