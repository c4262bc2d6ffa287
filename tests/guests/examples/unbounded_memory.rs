//! Takes all the memory there is.

use checker_guests::{Collection, ErrorCode, Hostile};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let mut kept: Vec<Vec<u8>> = Vec::new();
        loop {
            kept.push(std::hint::black_box(vec![1; 1024 * 1024]));
        }
    }
}

checker_guests::export!(Guest);
