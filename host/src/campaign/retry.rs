//! Trying again: a server that is started anew is back in seconds, and what
//! waits for it loses nothing.

use std::time::Duration;

/// How long after the first failure.
const FIRST: Duration = Duration::from_millis(100);
/// The longest between two attempts.
const LONGEST: Duration = Duration::from_secs(5);

/// Pauses that double.
#[derive(Debug)]
pub(super) struct Pause(Duration);

impl Pause {
    pub(super) fn new() -> Self {
        Self(FIRST)
    }

    /// How long the next takes.
    pub(super) fn next(&mut self) -> Duration {
        let now = self.0;
        self.0 = now.saturating_mul(2).min(LONGEST);
        now
    }

    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(self.next()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound() {
        let mut pause = Pause::new();
        let pauses: Vec<Duration> = (0..9).map(|_| pause.next()).collect();
        assert_eq!(pauses[..2], [FIRST, FIRST * 2]);
        assert_eq!(pauses[7..], [LONGEST, LONGEST]);
    }
}
