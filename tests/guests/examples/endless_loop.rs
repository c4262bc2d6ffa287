//! Never gives the processor back.

use checker_guests::{Collection, ErrorCode, Hostile};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let mut number = 0u64;
        loop {
            number = std::hint::black_box(number.wrapping_add(1));
        }
    }
}

checker_guests::export!(Guest);
