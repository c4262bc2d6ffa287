//! Returns more than may be handed over.

use checker_guests::{Collection, ErrorCode, Hostile};

struct Guest;

impl Hostile for Guest {
    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let mut text = String::with_capacity(20 * 1024 * 1024 + 2);
        text.push('"');
        text.extend(std::iter::repeat_n('x', 20 * 1024 * 1024));
        text.push('"');
        Ok(Collection {
            observation: text,
            entries: Vec::new(),
        })
    }
}

checker_guests::export!(Guest);
