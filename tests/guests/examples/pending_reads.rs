//! Reads from a silent server, ten thousand times at once.

use checker_guests::{Collection, ErrorCode, Hostile, observed, silent_server, tcp};
use futures_util::future::join_all;

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let Ok(connection) = tcp::Connection::connect(silent_server()).await else {
            return Ok(observed("null"));
        };
        let reads = (0..10_000).map(|_| connection.read(1));
        join_all(reads).await;
        Ok(observed("{}"))
    }
}

checker_guests::export!(Guest);
