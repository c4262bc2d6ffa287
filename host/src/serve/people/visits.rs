//! The checks that people asked for, under identifiers that nobody can guess.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::serve::desk::Run;
use crate::serve::service::{Checked, Shared};

/// The most visits kept.
const MAX_VISITS: usize = 1_000;
/// For how long a result can be looked at.
const KEEP: Duration = Duration::from_secs(600);
/// After how long a running check is given up that nobody looks at.
const ABANDONED: Duration = Duration::from_secs(30);
/// How often that is looked for.
const TIDY: Duration = Duration::from_secs(5);

/// All visits.
#[derive(Default)]
pub(in crate::serve) struct Visits(Mutex<HashMap<String, Visit>>);

/// A check that somebody asked for.
#[derive(Clone)]
pub(super) struct Visit {
    /// What it is about.
    pub(super) title: String,
    /// The check.
    pub(super) run: Arc<Run<Checked>>,
    begun: Instant,
    seen: Instant,
}

impl Visit {
    pub(super) fn new(title: String, run: Arc<Run<Checked>>) -> Self {
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

    /// A name for a file: the title, where it is harmless.
    pub(super) fn file_name(&self) -> String {
        self.title
            .chars()
            .map(|letter| match letter {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => letter,
                _ => '_',
            })
            .collect()
    }

    fn is_over(&self) -> bool {
        match self.run.finished().is_some() || self.run.broken() {
            true => self.seen.elapsed() > KEEP,
            false => self.seen.elapsed() > ABANDONED,
        }
    }
}

impl Visits {
    /// Keeps a visit and gives it an identifier; `None` where there is no room.
    pub(super) fn add(&self, visit: Visit) -> Option<String> {
        let mut visits = self.lock();
        if visits.len() >= MAX_VISITS {
            visits.retain(|_, visit| !visit.is_over());
        }
        if visits.len() >= MAX_VISITS {
            return None;
        }
        let id = format!("{:032x}", rand::random::<u128>());
        visits.insert(id.clone(), visit);
        Some(id)
    }

    /// The visit, which is thereby seen.
    pub(super) fn see(&self, id: &str) -> Option<Visit> {
        let mut visits = self.lock();
        let visit = visits.get_mut(id)?;
        visit.seen = Instant::now();
        Some(visit.clone())
    }

    fn tidy(&self) {
        self.lock().retain(|_, visit| !visit.is_over());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Visit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets old results and cancels abandoned checks, for ever.
pub(in crate::serve) async fn tidy(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(TIDY);
    loop {
        ticks.tick().await;
        shared.visits.tidy();
    }
}
