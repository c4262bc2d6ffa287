//! The thread that has the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::oneshot;

use super::database::{Body, Database};
use super::error::ArchiveError;
use super::keeping::Keeping;
use super::link::Link;
use super::record::{Entry, Found, Record};
use super::series::Series;

/// How much may be asked of the database at once.
const MAX_WAITING: usize = 256;
/// The most results of a history that are told.
const MAX_HISTORY: u32 = 100;
/// The shortest time between two looks for what was kept long enough.
const TIDY: Duration = Duration::from_secs(60);
/// The longest, where nothing is kept or the database is in trouble.
const LONG: Duration = Duration::from_secs(24 * 3600);

/// What the thread is to do.
type Task = Box<dyn FnOnce(&mut Database, i64) + Send>;

/// The kept results, as all others see them.
pub(in crate::serve) struct Archive {
    tasks: SyncSender<Task>,
    is_failing: Arc<AtomicBool>,
}

impl Archive {
    /// Opens the database.
    pub(in crate::serve) async fn open(keeping: Keeping) -> Result<Self, ArchiveError> {
        let (tasks, to_do) = sync_channel(MAX_WAITING);
        let (opened, opening) = oneshot::channel();
        let thread = thread::Builder::new().name("archive".to_owned());
        let work = move || match Database::open(&keeping, now()) {
            Err(error) => drop(opened.send(Err(error))),
            Ok(database) => {
                let _ = opened.send(Ok(()));
                work(database, &to_do);
            }
        };
        let started = thread.spawn(work);
        started.map_err(|error| ArchiveError::Database(error.to_string()))?;
        opening.await.map_err(|_| broken())??;
        Ok(Self {
            tasks,
            is_failing: Arc::default(),
        })
    }

    /// Keeps a result under this link. That it could not be kept is logged, but
    /// not again for each result that follows.
    pub(in crate::serve) async fn keep(
        &self,
        link: Link,
        record: Record,
    ) -> Result<(), ArchiveError> {
        let kept = self
            .ask(move |database, now| database.keep(link.hash(), &record, now))
            .await;
        match &kept {
            Ok(()) => {
                if self.is_failing.swap(false, Ordering::AcqRel) {
                    tracing::info!("results are kept again");
                }
            }
            // That is the result's own fault, and says nothing of the next.
            Err(ArchiveError::TooLarge) => tracing::warn!("a result is too large to be kept"),
            Err(error) => {
                if !self.is_failing.swap(true, Ordering::AcqRel) {
                    tracing::error!("results cannot be kept, checks go on: {error}");
                }
            }
        }
        kept
    }

    /// The checker's result that a link leads to.
    pub(in crate::serve) async fn find(
        &self,
        link: Link,
        checker: &str,
    ) -> Result<Option<Found>, ArchiveError> {
        let checker = checker.to_owned();
        self.ask(move |database, now| database.find(&link, &checker, now))
            .await
    }

    /// A text of a result that was found.
    pub(in crate::serve) async fn body(
        &self,
        number: i64,
        body: Body,
    ) -> Result<Option<String>, ArchiveError> {
        self.ask(move |database, _| database.body(number, body))
            .await
    }

    /// The latest results of a history with their numbers, the latest first.
    pub(in crate::serve) async fn history(
        &self,
        series: Series,
    ) -> Result<Vec<(i64, Entry)>, ArchiveError> {
        self.ask(move |database, now| database.history(series, MAX_HISTORY, now))
            .await
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Database, i64) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, ArchiveError> {
        let (sender, answer) = oneshot::channel();
        let task: Task = Box::new(move |database, now| {
            // Whether anybody still waits does not matter.
            let _ = sender.send(question(database, now));
        });
        self.tasks.try_send(task).map_err(|error| match error {
            TrySendError::Full(_) => ArchiveError::Busy,
            TrySendError::Disconnected(_) => broken(),
        })?;
        answer.await.map_err(|_| broken())?
    }
}

fn broken() -> ArchiveError {
    ArchiveError::Database("the thread that has it is gone".to_owned())
}

/// Does what is asked for, and forgets what was kept long enough. Where nothing is
/// kept there is nothing to wake up for.
fn work(mut database: Database, to_do: &Receiver<Task>) {
    loop {
        match to_do.recv_timeout(pause(&database)) {
            Ok(task) => task(&mut database, now()),
            Err(RecvTimeoutError::Timeout) => {
                if let Err(error) = database.expire(now()) {
                    tracing::warn!("old results could not be removed: {error}");
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Until the next result will have been kept long enough.
fn pause(database: &Database) -> Duration {
    let Ok(Some(at)) = database.next_expiry() else {
        return LONG;
    };
    let seconds = u64::try_from(at.saturating_sub(now())).unwrap_or(0);
    Duration::from_secs(seconds.saturating_add(1)).clamp(TIDY, LONG)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
