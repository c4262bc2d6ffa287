//! Where checks are asked for: identical ones share one run, and a run that
//! nobody waits for any more is cancelled.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::slots::{Full, Slots};
use crate::engine::Activity;

/// The most results that are kept for identical requests.
const MAX_KEPT: usize = 1_000;

/// Runs of one kind, by what makes them identical.
pub(super) struct Desk<T> {
    slots: Slots,
    keep: Duration,
    state: Arc<Mutex<State<T>>>,
}

struct State<T> {
    running: HashMap<String, Weak<Run<T>>>,
    kept: HashMap<String, (Instant, Arc<Run<T>>)>,
}

/// A run, going on or done. Dropping the last reference cancels it.
pub(super) struct Run<T> {
    /// What it is doing.
    pub(super) activity: Arc<Activity>,
    result: watch::Receiver<Option<Arc<T>>>,
    task: AbortHandle,
}

/// How a request came to its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// It began it.
    New,
    /// It shares one that was going on.
    Shared,
    /// It is answered from one that is over.
    Kept,
}

impl<T: Send + Sync + 'static> Desk<T> {
    pub(super) fn new(slots: Slots, keep: Duration) -> Self {
        let state = State {
            running: HashMap::new(),
            kept: HashMap::new(),
        };
        Self {
            slots,
            keep,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Joins the run of this key, or begins it with `work`.
    pub(super) fn run<W>(
        &self,
        key: String,
        work: impl FnOnce(Arc<Activity>) -> W,
    ) -> Result<(Arc<Run<T>>, Origin), Full>
    where
        W: Future<Output = T> + Send + 'static,
    {
        let mut state = lock(&self.state);
        if let Some(run) = state.running.get(&key).and_then(Weak::upgrade) {
            return Ok((run, Origin::Shared));
        }
        if let Some((until, run)) = state.kept.get(&key)
            && Instant::now() < *until
        {
            return Ok((run.clone(), Origin::Kept));
        }
        let ticket = self.slots.queue()?;
        let activity = Arc::<Activity>::default();
        let work = work(activity.clone());
        let (sender, result) = watch::channel(None);
        let (shared, keep, name) = (self.state.clone(), self.keep, key.clone());
        let task = tokio::spawn(async move {
            let _place = ticket.admitted().await;
            let outcome = Arc::new(work.await);
            lock(&shared).finish(&name, keep);
            // Whether anybody still waits does not matter.
            let _ = sender.send(Some(outcome));
        });
        let run = Arc::new(Run {
            activity,
            result,
            task: task.abort_handle(),
        });
        state.running.insert(key, Arc::downgrade(&run));
        Ok((run, Origin::New))
    }
}

impl<T> State<T> {
    /// Moves a run from those going on to those kept.
    fn finish(&mut self, key: &str, keep: Duration) {
        let run = self.running.remove(key).and_then(|run| run.upgrade());
        self.running.retain(|_, run| run.strong_count() > 0);
        let now = Instant::now();
        self.kept.retain(|_, (until, _)| now < *until);
        let Some(run) = run else {
            return;
        };
        if !keep.is_zero() && self.kept.len() < MAX_KEPT {
            self.kept.insert(key.to_owned(), (now + keep, run));
        }
    }
}

impl<T> Run<T> {
    /// Waits for the result; `None` where the run broke down.
    pub(super) async fn result(&self) -> Option<Arc<T>> {
        let mut result = self.result.clone();
        let outcome = result.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }

    /// The result, where there is one already.
    pub(super) fn finished(&self) -> Option<Arc<T>> {
        self.result.borrow().clone()
    }

    /// Whether it ended without a result.
    pub(super) fn broken(&self) -> bool {
        self.finished().is_none() && self.result.has_changed().is_err()
    }
}

impl<T> Drop for Run<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    fn desk(keep: u64) -> Desk<u32> {
        Desk::new(Slots::new(4, 4), Duration::from_secs(keep))
    }

    #[tokio::test]
    async fn identical_runs_are_one_and_others_are_not() {
        let desk = desk(0);
        let (go, wait) = oneshot::channel::<()>();
        let (first, origin) = desk
            .run("a".into(), |_| async {
                let _ = wait.await;
                1
            })
            .unwrap();
        assert_eq!(origin, Origin::New);
        let (second, origin) = desk.run("a".into(), |_| async { 2 }).unwrap();
        assert_eq!(origin, Origin::Shared);
        let (other, origin) = desk.run("b".into(), |_| async { 3 }).unwrap();
        assert_eq!(origin, Origin::New);
        go.send(()).unwrap();
        assert_eq!(first.result().await, Some(Arc::new(1)));
        assert_eq!(second.result().await, Some(Arc::new(1)));
        assert_eq!(other.result().await, Some(Arc::new(3)));
        // Over, and nothing is kept: the next is a new one.
        drop((first, second));
        let (_, origin) = desk.run("a".into(), |_| async { 4 }).unwrap();
        assert_eq!(origin, Origin::New);
    }

    #[tokio::test]
    async fn a_run_that_nobody_waits_for_is_cancelled() {
        let desk = desk(0);
        let (alive, gone) = oneshot::channel::<()>();
        let (run, _) = desk
            .run("a".into(), |_| async {
                let _alive = alive;
                std::future::pending().await
            })
            .unwrap();
        tokio::task::yield_now().await;
        drop(run);
        assert!(gone.await.is_err());
    }

    #[tokio::test]
    async fn a_result_is_kept_as_long_as_asked() {
        let desk = desk(60);
        let (run, _) = desk.run("a".into(), |_| async { 1 }).unwrap();
        run.result().await;
        drop(run);
        let (run, origin) = desk.run("a".into(), |_| async { 2 }).unwrap();
        assert_eq!(origin, Origin::Kept);
        assert_eq!(run.result().await, Some(Arc::new(1)));
    }
}
