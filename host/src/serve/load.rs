//! How busy the worker is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often the averages take a sample.
pub(super) const SAMPLE: Duration = Duration::from_secs(5);
/// What the averages are taken over.
const WINDOWS: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(900),
];

/// Counts the requests that are work: collect, evaluate, report, checks of
/// people and probes.
#[derive(Debug)]
pub(super) struct Load {
    started: Instant,
    in_flight: AtomicU64,
    total: AtomicU64,
    averages: Mutex<[f64; 3]>,
}

/// One request in progress.
pub(super) struct Working(Arc<Load>);

impl Load {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            in_flight: AtomicU64::new(0),
            total: AtomicU64::new(0),
            averages: Mutex::new([0.0; 3]),
        }
    }

    /// Since when it counts.
    pub(super) fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// How many requests are in progress.
    pub(super) fn in_flight(&self) -> u64 {
        self.in_flight.load(Ordering::Relaxed)
    }

    /// How many there have been, those in progress included.
    pub(super) fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Exponentially weighted averages over one, five and fifteen minutes.
    pub(super) fn averages(&self) -> [f64; 3] {
        *self.lock()
    }

    /// Takes a sample; to be done every [`SAMPLE`].
    pub(super) fn sample(&self) {
        let in_flight = self.in_flight() as f64;
        let mut averages = self.lock();
        *averages = advanced(*averages, in_flight);
    }

    fn lock(&self) -> MutexGuard<'_, [f64; 3]> {
        self.averages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Working {
    pub(super) fn begin(load: &Arc<Load>) -> Self {
        load.in_flight.fetch_add(1, Ordering::Relaxed);
        load.total.fetch_add(1, Ordering::Relaxed);
        Self(load.clone())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The averages after one more sample: a constant load of N converges to N.
fn advanced(averages: [f64; 3], sample: f64) -> [f64; 3] {
    std::array::from_fn(|index| {
        let share = 1.0 - (-SAMPLE.as_secs_f64() / WINDOWS[index].as_secs_f64()).exp();
        averages[index] + share * (sample - averages[index])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_converge_the_short_one_first() {
        let mut averages = [0.0; 3];
        for _ in 0..12 {
            averages = advanced(averages, 4.0);
        }
        // After one minute: 1 - 1/e of the load on the first.
        assert!((averages[0] - 4.0 * (1.0 - (-1.0f64).exp())).abs() < 1e-9);
        assert!(averages[0] > averages[1] && averages[1] > averages[2]);
        for _ in 0..10_000 {
            averages = advanced(averages, 4.0);
        }
        assert!(averages.iter().all(|average| (average - 4.0).abs() < 1e-6));
    }

    #[test]
    fn a_request_counts_as_long_as_it_goes_on() {
        let load = Arc::new(Load::new());
        let working = Working::begin(&load);
        assert_eq!((load.in_flight(), load.total()), (1, 1));
        drop(working);
        assert_eq!((load.in_flight(), load.total()), (0, 1));
    }
}
