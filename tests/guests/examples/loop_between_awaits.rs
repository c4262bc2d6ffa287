//! Works for ever, but awaits something politely in between.

use checker_guests::{Collection, ErrorCode, Hostile, clock};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        loop {
            let mut number = 0u64;
            for _ in 0..100_000 {
                number = std::hint::black_box(number.wrapping_add(1));
            }
            clock::wait_until(clock::now()).await;
        }
    }
}

checker_guests::export!(Guest);
