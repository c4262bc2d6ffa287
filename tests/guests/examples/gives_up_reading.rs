//! Gives each read a tenth of a second, and reads on where it was cancelled.

use std::pin::pin;

use checker_guests::{Collection, ErrorCode, Hostile, clock, observed, silent_server, tcp};
use futures_util::future::{Either, select};

/// Nanoseconds.
const PATIENCE: u64 = 100_000_000;

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let Ok(connection) = tcp::Connection::connect(silent_server()).await else {
            return Ok(observed("null"));
        };
        let (mut heard, mut cancelled) = (Vec::new(), 0);
        while cancelled < 100 {
            let until = clock::now() + PATIENCE;
            let read = pin!(connection.read(64));
            match select(read, pin!(clock::wait_until(until))).await {
                Either::Left((Ok(bytes), _)) if !bytes.is_empty() => heard.extend(bytes),
                Either::Left(_) => break,
                Either::Right(_) => cancelled += 1,
            }
        }
        let heard = String::from_utf8_lossy(&heard);
        Ok(observed(&format!(
            r#"{{"heard":"{heard}","cancelled":{cancelled}}}"#
        )))
    }
}

checker_guests::export!(Guest);
