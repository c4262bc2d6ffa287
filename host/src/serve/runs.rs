//! Runs of work that several requests may ask for: identical requests share
//! one run, and a run that nobody waits for any more is cancelled.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::client::Client;
use super::key::Key;
use super::shares::{NoRoom, Shares};
use crate::engine::Activity;
use crate::queue::{Position, Queue};

/// The most results that are kept for identical requests.
const MAX_KEPT: usize = 1_000;

/// Runs of one kind, by what makes them identical.
pub(super) struct Runs<T> {
    queue: Queue,
    shares: Shares,
    keep: Duration,
    state: Arc<Mutex<State<T>>>,
}

/// Runs leave `running` when they end or are dropped, whichever comes first,
/// and take the lock for that: no run may be dropped while it is held.
struct State<T> {
    begun: u64,
    running: HashMap<Key, Running<T>>,
    kept: HashMap<Key, Kept<T>>,
}

struct Running<T> {
    /// Tells a run from another of the same key that came after it.
    number: u64,
    run: Weak<Run<T>>,
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
    position: Position,
    result: watch::Receiver<Option<Arc<T>>>,
    task: AbortHandle,
    key: Key,
    number: u64,
    state: Weak<Mutex<State<T>>>,
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
    pub(super) fn new(queue: Queue, shares: Shares, keep: Duration) -> Self {
        let state = State {
            begun: 0,
            running: HashMap::new(),
            kept: HashMap::new(),
        };
        Self {
            queue,
            shares,
            keep,
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Joins the run of this key, or begins it with `work`, which counts against
    /// the client that begins it.
    pub(super) fn run<W>(
        &self,
        key: Key,
        client: Client,
        work: impl FnOnce(Arc<Activity>) -> W,
    ) -> Result<(Arc<Run<T>>, Source), NoRoom>
    where
        W: Future<Output = T> + Send + 'static,
    {
        let mut state = lock(&self.state);
        if let Some(run) = state.running.get(&key).and_then(Running::upgrade) {
            return Ok((run, Source::Shared));
        }
        if let Some(kept) = state.kept.get(&key)
            && kept.holds(Instant::now())
        {
            return Ok((kept.run.clone(), Source::Kept));
        }
        let share = self.shares.take(client, 1)?;
        let waiting = self.queue.join()?;
        let position = waiting.position();
        let activity = Arc::<Activity>::default();
        let work = work(activity.clone());
        let (sender, result) = watch::channel(None);
        let (shared, keep) = (self.state.clone(), self.keep);
        state.begun += 1;
        let number = state.begun;
        let task = tokio::spawn(async move {
            let _share = share;
            let _permit = waiting.permit().await;
            let outcome = Arc::new(work.await);
            let over = lock(&shared).finish(key, number, keep);
            drop(over);
            // Whether anybody still waits does not matter.
            let _ = sender.send(Some(outcome));
        });
        let run = Arc::new(Run {
            activity,
            position,
            result,
            task: task.abort_handle(),
            key,
            number,
            state: Arc::downgrade(&self.state),
        });
        let running = Running {
            number,
            run: Arc::downgrade(&run),
        };
        state.running.insert(key, running);
        Ok((run, Source::New))
    }
}

impl<T> State<T> {
    /// Moves a run from those going on to those kept. What is kept no longer is
    /// given back, to be dropped without the lock.
    #[must_use]
    fn finish(&mut self, key: Key, number: u64, keep: Duration) -> Vec<Arc<Run<T>>> {
        let now = Instant::now();
        let expired = self.kept.extract_if(|_, kept| !kept.holds(now));
        let mut over: Vec<Arc<Run<T>>> = expired.map(|(_, kept)| kept.run).collect();
        let Some(run) = self.leave(key, number).and_then(|left| left.upgrade()) else {
            return over;
        };
        match !keep.is_zero() && self.kept.len() < MAX_KEPT {
            true => {
                let until = now.checked_add(keep);
                let replaced = self.kept.insert(key, Kept { until, run });
                over.extend(replaced.map(|kept| kept.run));
            }
            false => over.push(run),
        }
        over
    }

    /// Takes a run from those going on, unless another has its key by now.
    fn leave(&mut self, key: Key, number: u64) -> Option<Running<T>> {
        match self.running.get(&key) {
            Some(running) if running.number == number => self.running.remove(&key),
            _ => None,
        }
    }
}

impl<T> Running<T> {
    fn upgrade(&self) -> Option<Arc<Run<T>>> {
        self.run.upgrade()
    }
}

impl<T> Kept<T> {
    fn holds(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

impl<T> Run<T> {
    /// Waits for the result; `None` where the run broke down. Waiting does not
    /// keep the run going.
    pub(super) fn result(&self) -> impl Future<Output = Option<Arc<T>>> + use<T> {
        let mut result = self.result.clone();
        async move {
            let outcome = result.wait_for(Option::is_some).await.ok()?;
            outcome.clone()
        }
    }

    /// Tells it from all others of its kind.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Its position among those that wait for a place, counted from one; `None`
    /// where it has one.
    pub(super) fn position(&self) -> Option<usize> {
        self.position.number()
    }
}

impl<T> Drop for Run<T> {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(state) = self.state.upgrade() {
            lock(&state).leave(self.key, self.number);
        }
    }
}

fn lock<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;
    use crate::model::Options;
    use tokio::sync::oneshot;

    const SOMEBODY: Client = client(1);

    const fn client(last: u8) -> Client {
        Client {
            network: IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)),
            trusted: false,
        }
    }

    fn plenty() -> Shares {
        Shares::new(100, 100)
    }

    fn key(name: &str) -> Key {
        Key::of(name, &Options::new(), &[])
    }

    fn runs(keep: Duration) -> Runs<u32> {
        Runs::new(Queue::new(4).max_waiting(4), plenty(), keep)
    }

    #[tokio::test]
    async fn identical_runs_are_one_and_others_are_not() {
        let runs = runs(Duration::ZERO);
        let (go, wait) = oneshot::channel::<()>();
        let (first, source) = runs
            .run(key("a"), SOMEBODY, |_| async {
                let _ = wait.await;
                1
            })
            .unwrap();
        assert_eq!(source, Source::New);
        let (second, source) = runs.run(key("a"), SOMEBODY, |_| async { 2 }).unwrap();
        assert_eq!(source, Source::Shared);
        let (other, source) = runs.run(key("b"), SOMEBODY, |_| async { 3 }).unwrap();
        assert_eq!(source, Source::New);
        go.send(()).unwrap();
        assert_eq!(first.result().await, Some(Arc::new(1)));
        assert_eq!(second.result().await, Some(Arc::new(1)));
        assert_eq!(other.result().await, Some(Arc::new(3)));
        // Over, and nothing is kept: the next is a new one.
        drop((first, second));
        let (_, source) = runs.run(key("a"), SOMEBODY, |_| async { 4 }).unwrap();
        assert_eq!(source, Source::New);
    }

    #[tokio::test]
    async fn a_run_that_nobody_waits_for_is_cancelled() {
        let runs = runs(Duration::ZERO);
        let (alive, gone) = oneshot::channel::<()>();
        let (run, _) = runs
            .run(key("a"), SOMEBODY, |_| async {
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
            let (run, _) = runs.run(key("a"), SOMEBODY, |_| async { 1 }).unwrap();
            run.result().await;
            drop(run);
            let (run, source) = runs.run(key("a"), SOMEBODY, |_| async { 2 }).unwrap();
            assert_eq!(source, Source::Kept);
            assert_eq!(run.result().await, Some(Arc::new(1)));
        }
    }

    #[tokio::test]
    async fn beyond_the_queue_a_run_is_refused() {
        let runs = Runs::<u32>::new(Queue::new(1).max_waiting(1), plenty(), Duration::ZERO);
        let pending = || std::future::pending::<u32>();
        let (_running, _) = runs.run(key("a"), SOMEBODY, |_| pending()).unwrap();
        let (waiting, _) = runs.run(key("b"), SOMEBODY, |_| pending()).unwrap();
        assert!(runs.run(key("c"), SOMEBODY, |_| pending()).is_err());
        // Nobody waits for it any more: another takes its place.
        drop(waiting);
        tokio::task::yield_now().await;
        assert!(runs.run(key("c"), SOMEBODY, |_| pending()).is_ok());
    }

    #[tokio::test]
    async fn of_a_run_that_nobody_waits_for_nothing_is_kept() {
        // One place: the first run has it, the second waits.
        let queue = Queue::new(1).max_waiting(1);
        let runs = Runs::<u32>::new(queue.clone(), plenty(), Duration::from_secs(60));
        let options = Arc::new("x".repeat(1_000));
        let begin = |name| {
            let options = options.clone();
            let work = |_| async move {
                std::future::pending::<()>().await;
                u32::try_from(options.len()).unwrap_or_default()
            };
            runs.run(key(name), SOMEBODY, work).unwrap().0
        };
        let (running, waiting) = (begin("a"), begin("b"));
        tokio::task::yield_now().await;
        assert_eq!((queue.in_use(), queue.waiting()), (1, 1));
        drop(waiting);
        tokio::task::yield_now().await;
        assert_eq!((queue.in_use(), queue.waiting()), (1, 0));
        assert_eq!(lock(&runs.state).running.len(), 1);
        drop(running);
        tokio::task::yield_now().await;
        assert_eq!(queue.in_use(), 0);
        assert_eq!(lock(&runs.state).running.len(), 0);
        assert_eq!(Arc::strong_count(&options), 1);
    }

    #[tokio::test]
    async fn a_run_that_was_left_does_not_take_its_successor_along() {
        let runs = runs(Duration::ZERO);
        let begin = || {
            runs.run(key("a"), SOMEBODY, |_| std::future::pending())
                .unwrap()
        };
        let (first, _) = begin();
        // The last reference goes while another request is under way.
        let left = lock(&runs.state).leave(key("a"), first.number);
        assert!(left.is_some());
        let (_second, source) = begin();
        assert_eq!(source, Source::New);
        drop(first);
        assert_eq!(begin().1, Source::Shared);
    }

    #[tokio::test]
    async fn one_client_cannot_take_all_places_nor_the_whole_queue() {
        let queue = Queue::new(2).max_waiting(4);
        let runs = Runs::<u32>::new(queue.clone(), Shares::new(100, 2), Duration::ZERO);
        let begin = |name, who| runs.run(key(name), client(who), |_| std::future::pending());
        let first = begin("a", 1).unwrap();
        let _second = begin("b", 1).unwrap();
        assert_eq!(begin("c", 1).err(), Some(NoRoom::Own));
        // What is going on anyway costs nothing more.
        let (_, source) = begin("a", 1).unwrap();
        assert_eq!(source, Source::Shared);
        // Another client still waits for a place.
        let _others = begin("d", 2).unwrap();
        assert_eq!(queue.waiting(), 1);
        drop(first);
        tokio::task::yield_now().await;
        assert!(begin("c", 1).is_ok());
    }
}
