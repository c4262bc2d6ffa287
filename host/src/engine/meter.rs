//! Time on the processor: measured around each poll of a guest, and bounded while
//! there is one.

use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::poll_fn;

use super::ticker::Ticker;

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

    /// Another call begins, with all the time there is.
    pub(super) fn reset(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = (Duration::ZERO, None);
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

/// Runs `future`; only the time inside its polls counts, and only then the
/// ticker runs: nobody is woken for a guest that waits.
pub(super) async fn metered<F: Future>(meter: &Meter, ticker: &Ticker, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        let _running = ticker.run();
        meter.begin();
        let poll = future.as_mut().poll(context);
        meter.end();
        poll
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;

    #[test]
    fn the_ticker_runs_inside_polls_and_not_while_a_guest_waits() {
        let ticker = Ticker::new(|| {});
        let meter = Meter::new(Duration::MAX);
        let mut polls = 0;
        let guest = poll_fn(|_| {
            assert_eq!(ticker.running(), 1);
            polls += 1;
            match polls {
                1 => Poll::Pending,
                _ => Poll::Ready(()),
            }
        });
        let mut call = pin!(metered(&meter, &ticker, guest));
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(call.as_mut().poll(&mut context), Poll::Pending);
        assert_eq!(ticker.running(), 0);
        assert_eq!(call.as_mut().poll(&mut context), Poll::Ready(()));
        assert_eq!(ticker.running(), 0);
    }
}
