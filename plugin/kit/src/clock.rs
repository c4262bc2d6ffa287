//! Time limits on the contract's clock.

use std::future::Future;
use std::pin::pin;

use futures_util::future::{Either, select};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::bindings::checker::plugin::clock as host;

/// A reading of a monotonic clock: nanoseconds since its start.
///
/// In a component that clock is the contract's. What takes its time as an
/// argument runs on any other as well: [`at`](Self::at) makes its readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(u64);

impl Mark {
    /// What a clock shows that has run for `elapsed`.
    pub fn at(elapsed: std::time::Duration) -> Self {
        Self(0).plus(elapsed)
    }

    /// The present.
    pub fn now() -> Self {
        Self(host::now())
    }

    /// The moment `duration` after this one.
    pub fn plus(self, duration: std::time::Duration) -> Self {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(nanoseconds))
    }

    /// Microseconds from `earlier` to this mark; zero if it is not earlier.
    pub fn micros_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0) / 1_000
    }
}

/// The time was up first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed;

/// Waits for a moment, and for nothing else.
pub async fn wait_until(moment: Mark) {
    host::wait_until(moment.0).await;
}

/// Waits for `future`, but not past `deadline`; then `future` is dropped, which
/// cancels whatever call it was waiting for.
pub async fn before<F: Future>(deadline: Mark, future: F) -> Result<F::Output, Elapsed> {
    // The future first: an answer that is there already beats the deadline.
    match select(pin!(future), pin!(host::wait_until(deadline.0))).await {
        Either::Left((output, _)) => Ok(output),
        Either::Right(((), _)) => Err(Elapsed),
    }
}

/// The wall clock, in seconds since 1970-01-01T00:00:00Z.
pub fn wall_seconds() -> i64 {
    host::wall().seconds
}

/// A date in RFC 3339 form, UTC, whole seconds; `None` outside years 0 to 9999.
pub fn rfc3339(seconds: i64) -> Option<String> {
    let date = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    date.format(&Rfc3339).ok()
}
