//! How busy the worker is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What the averages are taken over.
const WINDOWS: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(900),
];

/// Counts the requests that are work: collect, evaluate, report, checks of
/// people and probes. The averages are brought up to date as requests come and
/// go and when somebody asks, so that nobody is woken for them.
#[derive(Debug)]
pub(super) struct Load {
    started: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    in_flight: u64,
    total: u64,
    averages: [f64; 3],
    /// Up to when the averages are.
    at: Instant,
}

/// One request in progress.
pub(super) struct Working(Arc<Load>);

impl Load {
    pub(super) fn new() -> Self {
        let started = Instant::now();
        Self {
            started,
            state: Mutex::new(State {
                in_flight: 0,
                total: 0,
                averages: [0.0; 3],
                at: started,
            }),
        }
    }

    /// Since when it counts.
    pub(super) fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// How many requests are in progress.
    pub(super) fn in_flight(&self) -> u64 {
        self.lock().in_flight
    }

    /// How many there have been, those in progress included.
    pub(super) fn total(&self) -> u64 {
        self.lock().total
    }

    /// Exponentially weighted averages over one, five and fifteen minutes.
    pub(super) fn averages(&self) -> [f64; 3] {
        let mut state = self.lock();
        state.advance();
        state.averages
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Brings the averages up to now, before the number of requests changes.
    fn advance(&mut self) {
        let elapsed = self.at.elapsed();
        self.averages = advanced(self.averages, self.in_flight as f64, elapsed);
        self.at += elapsed;
    }
}

impl Working {
    pub(super) fn begin(load: &Arc<Load>) -> Self {
        let mut state = load.lock();
        state.advance();
        state.in_flight += 1;
        state.total += 1;
        drop(state);
        Self(load.clone())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.advance();
        state.in_flight -= 1;
    }
}

/// The averages after so many requests for so long: a constant load of N
/// converges to N.
fn advanced(averages: [f64; 3], load: f64, elapsed: Duration) -> [f64; 3] {
    std::array::from_fn(|index| {
        let share = 1.0 - (-elapsed.as_secs_f64() / WINDOWS[index].as_secs_f64()).exp();
        averages[index] + share * (load - averages[index])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_converge_the_short_one_first() {
        let mut averages = [0.0; 3];
        for _ in 0..12 {
            averages = advanced(averages, 4.0, Duration::from_secs(5));
        }
        // After one minute: 1 - 1/e of the load on the first.
        assert!((averages[0] - 4.0 * (1.0 - (-1.0f64).exp())).abs() < 1e-9);
        assert!(averages[0] > averages[1] && averages[1] > averages[2]);
        averages = advanced(averages, 4.0, Duration::from_secs(50_000));
        assert!(averages.iter().all(|average| (average - 4.0).abs() < 1e-6));
    }

    #[tokio::test(start_paused = true)]
    async fn averages_know_of_what_was_while_nobody_looked() {
        let load = Arc::new(Load::new());
        let working = Working::begin(&load);
        tokio::time::advance(Duration::from_secs(60)).await;
        drop(working);
        let busy = 1.0 - (-1.0f64).exp();
        assert!((load.averages()[0] - busy).abs() < 1e-9);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!((load.averages()[0] - busy * (-1.0f64).exp()).abs() < 1e-9);
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
