//! Sends as much as it is let, in pieces of a mebibyte.

use checker_guests::{Collection, ErrorCode, Hostile, observed, silent_server, tcp};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let Ok(connection) = tcp::Connection::connect(silent_server()).await else {
            return Ok(observed("null"));
        };
        let mut sent = 0;
        loop {
            match connection.write(vec![b'x'; 1024 * 1024]).await {
                Ok(()) => sent += 1,
                Err(tcp::ErrorCode::LimitExceeded) => return Ok(observed(&sent.to_string())),
                Err(_) => return Ok(observed("null")),
            }
        }
    }
}

checker_guests::export!(Guest);
