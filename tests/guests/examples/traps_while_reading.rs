//! Crashes while a read is pending.

use checker_guests::{Collection, ErrorCode, Hostile, observed, silent_server, tcp};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let Ok(connection) = tcp::Connection::connect(silent_server()).await else {
            return Ok(observed("null"));
        };
        let mut read = std::pin::pin!(connection.read(1));
        let pending = std::future::poll_fn(|context| {
            std::task::Poll::Ready(read.as_mut().poll(context).is_pending())
        });
        assert!(!pending.await, "crashing with a read in flight");
        Ok(observed("{}"))
    }
}

checker_guests::export!(Guest);
