//! Time on the processor, measured around each poll of a guest.

use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::poll_fn;

/// What a guest has used of its time.
pub(super) struct Meter {
    limit: Duration,
    state: Mutex<(Duration, Option<Instant>)>,
}

impl Meter {
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            limit,
            state: Mutex::new((Duration::ZERO, None)),
        }
    }

    /// Whether the time is used up, the poll in progress included.
    pub(super) fn exhausted(&self) -> bool {
        let (used, since) = *self.state.lock().unwrap_or_else(PoisonError::into_inner);
        used + since.map_or(Duration::ZERO, |since| since.elapsed()) > self.limit
    }

    /// The time used so far.
    pub(super) fn used(&self) -> Duration {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn begin(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1 = Some(Instant::now());
    }

    fn end(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(since) = state.1.take() {
            state.0 += since.elapsed();
        }
    }
}

/// Runs `future`; only the time inside its polls counts.
pub(super) async fn metered<F: Future>(meter: &Meter, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        meter.begin();
        let poll = future.as_mut().poll(context);
        meter.end();
        poll
    })
    .await
}
