//! Hands over twenty mebibytes in one call.

use checker_guests::{Collection, ErrorCode, Hostile, observed, silent_server, tcp};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let Ok(connection) = tcp::Connection::connect(silent_server()).await else {
            return Ok(observed("null"));
        };
        let _ = connection.write(vec![b'x'; 20 * 1024 * 1024]).await;
        Ok(observed("{}"))
    }
}

checker_guests::export!(Guest);
