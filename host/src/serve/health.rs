//! `/health`: whether the worker lives, and how busy it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::service::Shared;

/// How often the averages take a sample.
const SAMPLE: Duration = Duration::from_secs(5);
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
pub(super) struct Working(Arc<Shared>);

/// The answer, field for field as the platform's SDK has it.
#[derive(Debug, Serialize)]
pub(super) struct Health {
    status: &'static str,
    uptime_seconds: f64,
    num_cpu: usize,
    inflight: u64,
    total_requests: u64,
    loadavg: [f64; 3],
}

impl Load {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            in_flight: AtomicU64::new(0),
            total: AtomicU64::new(0),
            averages: Mutex::new([0.0; 3]),
        }
    }
}

impl Working {
    pub(super) fn begin(shared: &Arc<Shared>) -> Self {
        shared.load.in_flight.fetch_add(1, Ordering::Relaxed);
        shared.load.total.fetch_add(1, Ordering::Relaxed);
        Self(shared.clone())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.load.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// `GET /health`.
pub(super) async fn health(State(shared): State<Arc<Shared>>) -> Json<Health> {
    let load = &shared.load;
    Json(Health {
        status: "ok",
        uptime_seconds: load.started.elapsed().as_secs_f64(),
        num_cpu: std::thread::available_parallelism().map_or(1, usize::from),
        inflight: load.in_flight.load(Ordering::Relaxed),
        total_requests: load.total.load(Ordering::Relaxed),
        loadavg: *load.averages.lock().unwrap_or_else(PoisonError::into_inner),
    })
}

/// Takes samples for ever.
pub(super) async fn sample(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(SAMPLE);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let sample = shared.load.in_flight.load(Ordering::Relaxed) as f64;
        let mut averages = shared
            .load
            .averages
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *averages = advanced(*averages, sample);
    }
}

/// Exponentially weighted averages after one more sample: a constant load of N
/// converges to N.
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
}
