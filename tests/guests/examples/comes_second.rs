//! Publishes a thing for `comes_first`, lets that one connect, and then connects
//! itself: tells how many bytes it got.

use checker_guests::{
    CheckerDefinition, Collection, Discovery, Entry, ErrorCode, Hostile, clock, definition,
    first_bytes,
};

/// A fifth of a second, in nanoseconds.
const PAUSE: u64 = 200_000_000;

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        CheckerDefinition {
            publishes: vec!["test.thing.v1".to_owned()],
            ..definition("hostile")
        }
    }

    async fn discover(_options: String) -> Result<Discovery, ErrorCode> {
        Ok(Discovery {
            entries: vec![thing()],
            plan: "null".to_owned(),
        })
    }

    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        clock::wait_until(clock::now() + PAUSE).await;
        Ok(Collection {
            observation: first_bytes().await.to_string(),
            entries: vec![thing()],
        })
    }
}

fn thing() -> Entry {
    Entry {
        entry_type: "test.thing.v1".to_owned(),
        ref_: "thing".to_owned(),
        payload: "null".to_owned(),
    }
}

checker_guests::export!(Guest);
