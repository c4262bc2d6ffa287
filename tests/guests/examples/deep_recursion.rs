//! Calls itself without end.

use checker_guests::{Collection, ErrorCode, Hostile, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        Ok(observed(&descend(1).to_string()))
    }
}

/// Each call has something to do when the one below it has returned, so that none
/// can be made a loop; it takes little memory beside the stack.
fn descend(depth: u64) -> u64 {
    if depth == 0 {
        return 0;
    }
    std::hint::black_box(descend(std::hint::black_box(depth) + 1)) + 1
}

checker_guests::export!(Guest);
