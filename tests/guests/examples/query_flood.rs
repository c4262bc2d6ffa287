//! Asks the resolver as long as it is let, and tells how often.

use checker_guests::{Collection, ErrorCode, Hostile, dns, observed};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        // One question: the A records of "a.".
        let question = b"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01";
        let mut asked = 0;
        while !matches!(
            dns::query(question.to_vec()).await,
            Err(dns::ErrorCode::LimitExceeded)
        ) {
            asked += 1;
        }
        Ok(observed(&asked.to_string()))
    }
}

checker_guests::export!(Guest);
