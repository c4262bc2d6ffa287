//! Wants sockets of its own, which the world does not offer.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let open = std::net::TcpStream::connect("192.0.2.1:5222").is_ok();
        Ok(observed(&open.to_string()))
    }
}

checker_guests::export!(Guest);
