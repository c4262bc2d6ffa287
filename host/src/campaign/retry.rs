//! Trying again: a server that is started anew is back in seconds, and what
//! waits for it loses nothing.

use std::time::Duration;

use crate::pause::Pauses;

/// How long after the first failure.
const FIRST: Duration = Duration::from_millis(100);
/// The longest between two attempts.
const LONGEST: Duration = Duration::from_secs(5);

/// Waits between attempts.
#[derive(Debug)]
pub(super) struct Pause(Pauses);

impl Pause {
    pub(super) fn new() -> Self {
        Self(Pauses::new(FIRST, LONGEST))
    }

    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(self.0.next()).await;
    }
}
