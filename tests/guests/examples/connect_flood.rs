//! Opens connections as long as it is let, and tells how many it got.

use checker_guests::{Collection, ErrorCode, Hostile, observed, silent_server, tcp};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let mut open = Vec::new();
        while let Ok(connection) = tcp::Connection::connect(silent_server()).await {
            open.push(connection);
        }
        Ok(observed(&open.len().to_string()))
    }
}

checker_guests::export!(Guest);
