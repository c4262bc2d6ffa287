//! Calls itself without end.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        Ok(observed(&descend(1).to_string()))
    }
}

/// Each call needs the one below it, so that none can be left out.
fn descend(depth: u64) -> u64 {
    let local = std::hint::black_box([depth; 16]);
    if local[3] == 0 {
        return 0;
    }
    descend(depth + 1) + local[5]
}

checker_guests::export!(Guest);
