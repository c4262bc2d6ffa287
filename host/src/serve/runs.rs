//! Runs of work that several requests may ask for: identical requests share
//! one run, and a run that nobody waits for any more is cancelled.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::engine::Activity;
use crate::queue::{Full, Queue};

/// The most results that are kept for identical requests.
const MAX_KEPT: usize = 1_000;

/// Runs of one kind, by what makes them identical.
pub(super) struct Runs<T> {
    queue: Queue,
    keep: Duration,
    state: Arc<Mutex<State<T>>>,
}

struct State<T> {
    running: HashMap<String, Weak<Run<T>>>,
    kept: HashMap<String, Kept<T>>,
}

/// A run that is over and still answers requests.
struct Kept<T> {
    /// Until when; `None` for ever.
    until: Option<Instant>,
    run: Arc<Run<T>>,
}

/// A run, going on or done. Dropping the last reference cancels it.
pub(super) struct Run<T> {
    /// What it is doing.
    pub(super) activity: Arc<Activity>,
    result: watch::Receiver<Option<Arc<T>>>,
    task: AbortHandle,
}

/// Where the run that answers a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The request began it.
    New,
    /// It was going on for another request.
    Shared,
    /// It is over, and its result was kept.
    Kept,
}

impl<T: Send + Sync + 'static> Runs<T> {
    pub(super) fn new(queue: Queue, keep: Duration) -> Self {
        let state = State {
            running: HashMap::new(),
            kept: HashMap::new(),
        };
        Self {
            queue,
            keep,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Joins the run of this key, or begins it with `work`.
    pub(super) fn run<W>(
        &self,
        key: String,
        work: impl FnOnce(Arc<Activity>) -> W,
    ) -> Result<(Arc<Run<T>>, Source), Full>
    where
        W: Future<Output = T> + Send + 'static,
    {
        let mut state = lock(&self.state);
        if let Some(run) = state.running.get(&key).and_then(Weak::upgrade) {
            return Ok((run, Source::Shared));
        }
        if let Some(kept) = state.kept.get(&key)
            && kept.holds(Instant::now())
        {
            return Ok((kept.run.clone(), Source::Kept));
        }
        let waiting = self.queue.join()?;
        let activity = Arc::<Activity>::default();
        let work = work(activity.clone());
        let (sender, result) = watch::channel(None);
        let (shared, keep, name) = (self.state.clone(), self.keep, key.clone());
        let task = tokio::spawn(async move {
            let _permit = waiting.permit().await;
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
        Ok((run, Source::New))
    }
}

impl<T> State<T> {
    /// Moves a run from those going on to those kept.
    fn finish(&mut self, key: &str, keep: Duration) {
        let run = self.running.remove(key).and_then(|run| run.upgrade());
        self.running.retain(|_, run| run.strong_count() > 0);
        let now = Instant::now();
        self.kept.retain(|_, kept| kept.holds(now));
        let Some(run) = run else {
            return;
        };
        if !keep.is_zero() && self.kept.len() < MAX_KEPT {
            let until = now.checked_add(keep);
            self.kept.insert(key.to_owned(), Kept { until, run });
        }
    }
}

impl<T> Kept<T> {
    fn holds(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
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

    fn runs(keep: Duration) -> Runs<u32> {
        Runs::new(Queue::new(4).max_waiting(4), keep)
    }

    #[tokio::test]
    async fn identical_runs_are_one_and_others_are_not() {
        let runs = runs(Duration::ZERO);
        let (go, wait) = oneshot::channel::<()>();
        let (first, source) = runs
            .run("a".into(), |_| async {
                let _ = wait.await;
                1
            })
            .unwrap();
        assert_eq!(source, Source::New);
        let (second, source) = runs.run("a".into(), |_| async { 2 }).unwrap();
        assert_eq!(source, Source::Shared);
        let (other, source) = runs.run("b".into(), |_| async { 3 }).unwrap();
        assert_eq!(source, Source::New);
        go.send(()).unwrap();
        assert_eq!(first.result().await, Some(Arc::new(1)));
        assert_eq!(second.result().await, Some(Arc::new(1)));
        assert_eq!(other.result().await, Some(Arc::new(3)));
        // Over, and nothing is kept: the next is a new one.
        drop((first, second));
        let (_, source) = runs.run("a".into(), |_| async { 4 }).unwrap();
        assert_eq!(source, Source::New);
    }

    #[tokio::test]
    async fn a_run_that_nobody_waits_for_is_cancelled() {
        let runs = runs(Duration::ZERO);
        let (alive, gone) = oneshot::channel::<()>();
        let (run, _) = runs
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
        for keep in [Duration::from_secs(60), Duration::MAX] {
            let runs = runs(keep);
            let (run, _) = runs.run("a".into(), |_| async { 1 }).unwrap();
            run.result().await;
            drop(run);
            let (run, source) = runs.run("a".into(), |_| async { 2 }).unwrap();
            assert_eq!(source, Source::Kept);
            assert_eq!(run.result().await, Some(Arc::new(1)));
        }
    }

    #[tokio::test]
    async fn beyond_the_queue_a_run_is_refused() {
        let runs = Runs::<u32>::new(Queue::new(1).max_waiting(1), Duration::ZERO);
        let pending = || std::future::pending::<u32>();
        let (_running, _) = runs.run("a".into(), |_| pending()).unwrap();
        let (waiting, _) = runs.run("b".into(), |_| pending()).unwrap();
        assert!(runs.run("c".into(), |_| pending()).is_err());
        // Nobody waits for it any more: another takes its place.
        drop(waiting);
        tokio::task::yield_now().await;
        assert!(runs.run("c".into(), |_| pending()).is_ok());
    }
}
