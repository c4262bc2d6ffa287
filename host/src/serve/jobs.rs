//! The checks that people asked for, under identifiers that nobody can guess.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::runs::Run;

/// The most jobs kept.
const MAX_JOBS: usize = 1_000;
/// For how long a result can be looked at.
const KEEP: Duration = Duration::from_secs(600);
/// After how long a running check is given up that nobody looks at.
const ABANDONED: Duration = Duration::from_secs(30);
/// How often that is looked for.
const TIDY: Duration = Duration::from_secs(5);

/// All jobs.
pub(super) struct Jobs<T>(Mutex<HashMap<String, Job<T>>>);

/// A check that somebody asked for.
pub(super) struct Job<T> {
    /// What it is about.
    pub(super) title: String,
    /// The check.
    pub(super) run: Arc<Run<T>>,
    begun: Instant,
    seen: Instant,
}

impl<T> Job<T> {
    pub(super) fn new(title: String, run: Arc<Run<T>>) -> Self {
        let now = Instant::now();
        Self {
            title,
            run,
            begun: now,
            seen: now,
        }
    }

    /// How long it has been going on, in whole seconds.
    pub(super) fn seconds(&self) -> u64 {
        self.begun.elapsed().as_secs()
    }

    /// Whether nothing more will happen.
    pub(super) fn is_over(&self) -> bool {
        self.run.finished().is_some() || self.run.broken()
    }

    fn is_forgotten(&self) -> bool {
        match self.is_over() {
            true => self.seen.elapsed() > KEEP,
            false => self.seen.elapsed() > ABANDONED,
        }
    }
}

impl<T> Clone for Job<T> {
    fn clone(&self) -> Self {
        Self {
            title: self.title.clone(),
            run: self.run.clone(),
            ..*self
        }
    }
}

impl<T> Default for Jobs<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Jobs<T> {
    /// Keeps a job and gives it an identifier; `None` where there is no room.
    pub(super) fn add(&self, job: Job<T>) -> Option<String> {
        let mut jobs = self.lock();
        if jobs.len() >= MAX_JOBS {
            jobs.retain(|_, job| !job.is_forgotten());
        }
        if jobs.len() >= MAX_JOBS {
            return None;
        }
        let id = format!("{:032x}", rand::random::<u128>());
        jobs.insert(id.clone(), job);
        Some(id)
    }

    /// The job, which is thereby seen.
    pub(super) fn see(&self, id: &str) -> Option<Job<T>> {
        let mut jobs = self.lock();
        let job = jobs.get_mut(id)?;
        job.seen = Instant::now();
        Some(job.clone())
    }

    fn tidy(&self) {
        self.lock().retain(|_, job| !job.is_forgotten());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Job<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets old results and cancels abandoned checks, for ever.
pub(super) async fn tidy<T>(jobs: Arc<Jobs<T>>) {
    let mut ticks = tokio::time::interval(TIDY);
    loop {
        ticks.tick().await;
        jobs.tidy();
    }
}
