//! How long a server is waited for.

use std::time::Duration;

/// When the next server is asked beside one that says nothing.
const FIRST: Duration = Duration::from_millis(500);
/// When an unanswered datagram is sent again.
const RESEND: Duration = Duration::from_millis(1_000);
/// How often a datagram is sent.
const ATTEMPTS: u32 = 2;
/// How long one server gets to answer over one transport.
const ATTEMPT: Duration = Duration::from_millis(3_000);

/// How long a server is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patience {
    /// When the next server is asked beside it.
    pub(super) first: Duration,
    /// When an unanswered datagram is sent again.
    pub(super) resend: Duration,
    /// How often it is sent.
    pub(super) attempts: u32,
    /// When it is given up, over one transport.
    pub(super) last: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: FIRST,
            resend: RESEND,
            attempts: ATTEMPTS,
            last: ATTEMPT,
        }
    }
}

impl Patience {
    /// With the time for one attempt and the number of attempts that somebody
    /// asked for (resolv.conf(5)).
    pub(super) fn configured(timeout: Duration, attempts: u32) -> Self {
        let attempts = attempts.max(1);
        Self {
            first: FIRST.min(timeout),
            resend: RESEND.min(timeout),
            attempts,
            last: timeout.saturating_mul(attempts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_asks_for_is_kept_and_nobody_is_waited_for_longer_at_first() {
        let short = Patience::configured(Duration::from_millis(200), 1);
        assert_eq!(short.first, Duration::from_millis(200));
        assert_eq!(short.last, Duration::from_millis(200));
        let long = Patience::configured(Duration::from_secs(6), 3);
        assert_eq!(long.first, FIRST);
        assert_eq!(long.resend, RESEND);
        assert_eq!(long.last, Duration::from_secs(18));
        assert_eq!(Patience::configured(FIRST, 0).attempts, 1);
    }
}
