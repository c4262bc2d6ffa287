//! The system's clocks.

use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::network::traits::Clock;

/// The system's clocks; the monotonic one begins when this is made.
#[derive(Debug, Clone)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn wait_until(&self, when: Duration) -> BoxFuture<'_, ()> {
        // A duration, since what a guest gives may lie beyond every `Instant`.
        tokio::time::sleep(when.saturating_sub(self.now())).boxed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}
