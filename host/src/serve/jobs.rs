//! The checks that people asked for, under identifiers that nobody can guess.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::client::Client;
use super::runs::Run;
use super::shares::{NoRoom, Share, Shares};

/// For how long a result can be looked at.
const KEEP: Duration = Duration::from_secs(600);
/// After how long a running check is given up that nobody looks at.
const ABANDONED: Duration = Duration::from_secs(30);
/// How often that is looked for.
const TIDY: Duration = Duration::from_secs(5);

/// All jobs.
pub(super) struct Jobs<T> {
    shares: Shares,
    kept: Mutex<HashMap<String, Kept<T>>>,
    added: Notify,
}

/// A job, with the room that it takes.
struct Kept<T> {
    job: Job<T>,
    _share: Share,
}

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

impl<T> Jobs<T> {
    pub(super) fn new(shares: Shares) -> Self {
        Self {
            shares,
            kept: Mutex::default(),
            added: Notify::new(),
        }
    }

    /// Keeps a client's job and gives it an identifier.
    pub(super) fn add(&self, client: Client, job: Job<T>) -> Result<String, NoRoom> {
        let share = self.shares.take(client, 1).or_else(|_| {
            self.tidy();
            self.shares.take(client, 1)
        })?;
        let id = format!("{:032x}", rand::random::<u128>());
        let kept = Kept { job, _share: share };
        self.lock().insert(id.clone(), kept);
        self.added.notify_one();
        Ok(id)
    }

    /// The job, which is thereby seen.
    pub(super) fn see(&self, id: &str) -> Option<Job<T>> {
        let mut jobs = self.lock();
        let job = &mut jobs.get_mut(id)?.job;
        job.seen = Instant::now();
        Some(job.clone())
    }

    fn tidy(&self) {
        self.lock().retain(|_, kept| !kept.job.is_forgotten());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Kept<T>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets old results and cancels abandoned checks, for ever; nobody is woken
/// while there are none.
pub(super) async fn tidy<T>(jobs: Arc<Jobs<T>>) {
    loop {
        jobs.added.notified().await;
        while !jobs.lock().is_empty() {
            tokio::time::sleep(TIDY).await;
            jobs.tidy();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Wake};

    use super::*;
    use crate::model::Options;
    use crate::queue::Queue;
    use crate::serve::key::Key;
    use crate::serve::runs::Runs;

    /// Counts how often somebody is woken.
    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_woken_while_there_is_no_job() {
        let runs = Runs::new(Queue::new(9), Shares::new(9, 9), Duration::ZERO);
        let client = Client {
            network: [192, 0, 2, 1].into(),
            trusted: false,
        };
        let jobs = Arc::new(Jobs::new(Shares::new(3, 2)));
        let woken = Arc::new(Woken::default());
        let waker = woken.clone().into();
        let mut context = Context::from_waker(&waker);
        let mut janitor = pin!(tidy(jobs.clone()));
        assert!(janitor.as_mut().poll(&mut context).is_pending());
        tokio::time::advance(KEEP * 100).await;
        assert_eq!(woken.0.load(Ordering::Relaxed), 0);

        let key = Key::of("probe", &Options::new(), &[]);
        let (run, _) = runs.run(key, client, |_| async { 1 }).unwrap();
        let id = jobs.add(client, Job::new("a.example".into(), run)).unwrap();
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
        assert!(janitor.as_mut().poll(&mut context).is_pending());
        // It looks again as long as there is one, and not any more when that is
        // forgotten.
        tokio::time::advance(KEEP * 2).await;
        assert_eq!(woken.0.load(Ordering::Relaxed), 2);
        assert!(janitor.as_mut().poll(&mut context).is_pending());
        assert!(jobs.see(&id).is_none());
        tokio::time::advance(KEEP * 100).await;
        assert_eq!(woken.0.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn one_client_cannot_fill_the_table_of_results() {
        let client = |last| Client {
            network: [192, 0, 2, last].into(),
            trusted: false,
        };
        let runs = Runs::new(Queue::new(9), Shares::new(9, 9), Duration::ZERO);
        let jobs = Jobs::new(Shares::new(3, 2));
        let add = |who| {
            let key = Key::of("probe", &Options::new(), &[]);
            let (run, _) = runs.run(key, client(who), |_| async { 1 }).unwrap();
            jobs.add(client(who), Job::new("a.example".into(), run))
        };
        let first = add(1).unwrap();
        let second = add(1).unwrap();
        assert_eq!(add(1), Err(NoRoom::Own));
        assert!(add(2).is_ok());
        assert_eq!(add(3), Err(NoRoom::All));
        for id in [first, second] {
            jobs.see(&id).unwrap().run.result().await;
        }
        // What is looked at no longer makes room, once the time is over.
        tokio::time::advance(KEEP + Duration::from_secs(1)).await;
        assert!(add(1).is_ok());
    }
}
