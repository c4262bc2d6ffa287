//! Connects as soon as somebody publishes something, stays for a minute, and tells
//! how many bytes it got first.

use checker_guests::{
    CheckerDefinition, Collection, ErrorCode, Hostile, OptionType, clock, definition, observed,
    option, silent_server, tcp,
};

/// A minute, in nanoseconds.
const STAY: u64 = 60_000_000_000;

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        CheckerDefinition {
            options: vec![option("things", OptionType::Entries)],
            consumes: vec!["test.thing.v1".to_owned()],
            ..definition("comes-first")
        }
    }

    async fn collect(_options: String, _plan: Option<String>) -> Result<Collection, ErrorCode> {
        let Ok(connection) = tcp::Connection::connect(silent_server()).await else {
            return Ok(observed("null"));
        };
        let got = connection.read(16).await.map_or(0, |bytes| bytes.len());
        clock::wait_until(clock::now() + STAY).await;
        Ok(observed(&got.to_string()))
    }
}

checker_guests::export!(Guest);
