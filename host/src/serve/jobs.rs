//! The checks that people asked for, under identifiers that nobody can guess.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::archive::Link;
use super::client::Client;
use super::runs::Run;
use super::shares::{NoRoom, Share, Shares};

/// For how long a result can be looked at that is not kept.
const KEEP: Duration = Duration::from_secs(600);
/// After how long a running check is given up that nobody looks at.
const ABANDONED: Duration = Duration::from_secs(30);
/// And one that only waits: its place in the queue is for those who are there.
const LEFT: Duration = Duration::from_secs(10);
/// How often that is looked for.
const TIDY: Duration = Duration::from_secs(5);

/// All jobs: runs of `T`, which come to an `S`.
pub(super) struct Jobs<T, S> {
    shares: Shares,
    kept: Mutex<HashMap<Link, Kept<T, S>>>,
    added: Notify,
}

/// A job, with the room that it takes.
struct Kept<T, S> {
    job: Job<T, S>,
    _share: Share,
}

/// A check that somebody asked for.
pub(super) struct Job<T, S> {
    /// What it is about.
    pub(super) title: String,
    /// How far it has come.
    pub(super) stage: Stage<T, S>,
    begun: Instant,
    seen: Instant,
}

/// How far a job has come.
pub(super) enum Stage<T, S> {
    /// It goes on, for as long as somebody holds on to its run.
    Going(Arc<Run<T>>),
    /// Nothing more will happen.
    Over(S),
}

impl<T, S> Job<T, S> {
    pub(super) fn new(title: String, run: Arc<Run<T>>) -> Self {
        let now = Instant::now();
        Self {
            title,
            stage: Stage::Going(run),
            begun: now,
            seen: now,
        }
    }

    /// How long it has been going on, in whole seconds.
    pub(super) fn seconds(&self) -> u64 {
        self.begun.elapsed().as_secs()
    }

    fn is_forgotten(&self) -> bool {
        let patience = match &self.stage {
            Stage::Over(_) => KEEP,
            Stage::Going(run) if run.position().is_some() => LEFT,
            Stage::Going(_) => ABANDONED,
        };
        self.seen.elapsed() > patience
    }
}

impl<T, S: Clone> Clone for Job<T, S> {
    fn clone(&self) -> Self {
        Self {
            title: self.title.clone(),
            stage: self.stage.clone(),
            ..*self
        }
    }
}

impl<T, S: Clone> Clone for Stage<T, S> {
    fn clone(&self) -> Self {
        match self {
            Self::Going(run) => Self::Going(run.clone()),
            Self::Over(end) => Self::Over(end.clone()),
        }
    }
}

impl<T, S: Clone> Jobs<T, S> {
    /// The job, which is thereby seen.
    pub(super) fn see(&self, link: &Link) -> Option<Job<T, S>> {
        let mut jobs = self.lock();
        let job = &mut jobs.get_mut(link)?.job;
        job.seen = Instant::now();
        Some(job.clone())
    }
}

impl<T, S> Jobs<T, S> {
    pub(super) fn new(shares: Shares) -> Self {
        Self {
            shares,
            kept: Mutex::default(),
            added: Notify::new(),
        }
    }

    /// Keeps a client's job under a link of its own.
    pub(super) fn add(&self, client: Client, job: Job<T, S>) -> Result<Link, NoRoom> {
        let share = self.shares.take(client, 1).or_else(|_| {
            self.tidy();
            self.shares.take(client, 1)
        })?;
        let link = Link::random();
        let kept = Kept { job, _share: share };
        self.lock().insert(link.clone(), kept);
        self.added.notify_one();
        Ok(link)
    }

    /// Says what a job came to, if it has not been given up.
    pub(super) fn settle(&self, link: &Link, end: S) {
        let mut jobs = self.lock();
        let job = jobs.get_mut(link).map(|kept| &mut kept.job);
        let before = job.map(|job| std::mem::replace(&mut job.stage, Stage::Over(end)));
        drop(jobs);
        // A run may go on its own way of ending: not while the table is locked.
        drop(before);
    }

    fn tidy(&self) {
        self.lock().retain(|_, kept| !kept.job.is_forgotten());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Link, Kept<T, S>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets old results and cancels abandoned checks, for ever; nobody is woken
/// while there are none.
pub(super) async fn tidy<T, S>(jobs: Arc<Jobs<T, S>>) {
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
        let jobs = Arc::new(Jobs::<_, ()>::new(Shares::new(3, 2)));
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
        let jobs = Jobs::<_, ()>::new(Shares::new(3, 2));
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
        for link in [first, second] {
            jobs.settle(&link, ());
        }
        // What is looked at no longer makes room, once the time is over.
        tokio::time::advance(KEEP + Duration::from_secs(1)).await;
        assert!(add(1).is_ok());
    }
    #[tokio::test(start_paused = true)]
    async fn a_check_that_waits_is_given_up_sooner_than_one_that_runs() {
        let queue = Queue::new(1);
        let runs = Runs::<u32>::new(queue.clone(), Shares::new(9, 9), Duration::ZERO);
        let jobs = Jobs::<_, ()>::new(Shares::new(9, 9));
        let client = Client {
            network: [192, 0, 2, 1].into(),
            trusted: false,
        };
        let [running, waiting] = ["a", "b"].map(|name| {
            let key = Key::of(name, &Options::new(), &[]);
            let (run, _) = runs.run(key, client, |_| std::future::pending()).unwrap();
            jobs.add(client, Job::new(name.into(), run)).unwrap()
        });
        tokio::task::yield_now().await;
        assert_eq!((queue.in_use(), queue.waiting()), (1, 1));
        tokio::time::advance(LEFT + Duration::from_secs(1)).await;
        jobs.tidy();
        tokio::task::yield_now().await;
        assert_eq!((queue.in_use(), queue.waiting()), (1, 0));
        assert!(jobs.see(&waiting).is_none());
        // It is being looked at: only this lets time pass for it.
        assert!(jobs.see(&running).is_some());
        tokio::time::advance(ABANDONED + Duration::from_secs(1)).await;
        jobs.tidy();
        tokio::task::yield_now().await;
        assert_eq!(queue.in_use(), 0);
    }

    #[tokio::test]
    async fn what_a_job_came_to_outlives_its_run() {
        let runs = Runs::<u32>::new(Queue::new(1), Shares::new(9, 9), Duration::ZERO);
        let jobs = Jobs::<_, &str>::new(Shares::new(9, 9));
        let client = Client {
            network: [192, 0, 2, 1].into(),
            trusted: false,
        };
        let key = Key::of("a", &Options::new(), &[]);
        let (run, _) = runs.run(key, client, |_| std::future::pending()).unwrap();
        let held = Arc::downgrade(&run);
        let link = jobs.add(client, Job::new("a".into(), run)).unwrap();
        jobs.settle(&link, "done");
        assert!(held.upgrade().is_none());
        assert!(matches!(
            jobs.see(&link).unwrap().stage,
            Stage::Over("done")
        ));
        // Nobody asked for this one.
        jobs.settle(&Link::random(), "lost");
    }
}
