//! What a check is doing, as the host sees it from the calls it serves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// Counters of one check, readable while it runs.
#[derive(Debug, Default)]
pub struct Activity {
    queries: AtomicU32,
    answers: AtomicU32,
    unanswered: AtomicU32,
    connections: AtomicU32,
    established: AtomicU32,
    finished: AtomicU32,
    received: AtomicU64,
    sent: AtomicU64,
    writes: AtomicU32,
    processor_nanos: AtomicU64,
    memory: AtomicU64,
}

impl Activity {
    /// DNS queries asked.
    pub fn queries(&self) -> u32 {
        self.queries.load(Ordering::Relaxed)
    }

    /// DNS queries answered, or given up.
    pub fn answers(&self) -> u32 {
        self.answers.load(Ordering::Relaxed)
    }

    /// DNS queries that ended without an answer.
    pub fn unanswered(&self) -> u32 {
        self.unanswered.load(Ordering::Relaxed)
    }

    /// Connections begun.
    pub fn connections(&self) -> u32 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Connections that were established.
    pub fn established(&self) -> u32 {
        self.established.load(Ordering::Relaxed)
    }

    /// Connections finished, whether they were established or not.
    pub fn finished(&self) -> u32 {
        self.finished.load(Ordering::Relaxed)
    }

    /// Bytes received.
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// Bytes sent.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Calls of `write`.
    pub fn writes(&self) -> u32 {
        self.writes.load(Ordering::Relaxed)
    }

    /// Time on the processor over all calls, the imports' included.
    pub fn processor_time(&self) -> Duration {
        Duration::from_nanos(self.processor_nanos.load(Ordering::Relaxed))
    }

    /// The most linear memory that a call had, in bytes.
    pub fn memory(&self) -> u64 {
        self.memory.load(Ordering::Relaxed)
    }

    /// What the check is doing, in words.
    pub fn describe(&self) -> String {
        let (answers, queries) = (self.answers(), self.queries());
        let open = self.connections().saturating_sub(self.finished());
        let established = self.established();
        match self.connections() {
            0 => format!("{answers} of {queries} DNS answers"),
            begun => format!(
                "{begun} connections begun, {established} established, {open} still open, \
                 {answers} of {queries} DNS answers"
            ),
        }
    }

    /// A query is asked; it is over when the guard is dropped.
    pub(super) fn query(self: &Arc<Self>) -> Asked {
        self.queries.fetch_add(1, Ordering::Relaxed);
        Asked(self.clone())
    }

    /// A connection is begun; the attempt is over when the guard is dropped.
    pub(super) fn connection(self: &Arc<Self>) -> Attempt {
        self.connections.fetch_add(1, Ordering::Relaxed);
        Attempt(Finish(self.clone()))
    }

    /// A call is over.
    pub(super) fn call_ends(&self, processor: Duration, memory: usize) {
        let nanos = u64::try_from(processor.as_nanos()).unwrap_or(u64::MAX);
        self.processor_nanos.fetch_add(nanos, Ordering::Relaxed);
        self.memory.fetch_max(memory as u64, Ordering::Relaxed);
    }
}

/// A query that is not answered yet.
pub(super) struct Asked(Arc<Activity>);

/// A connection that is not established yet.
pub(super) struct Attempt(Finish);

/// A connection that is established.
pub(super) struct Established(Finish);

/// Counts a connection as finished when it is gone.
struct Finish(Arc<Activity>);

impl Asked {
    /// There will be no answer.
    pub(super) fn unanswered(&self) {
        self.0.unanswered.fetch_add(1, Ordering::Relaxed);
    }
}

impl Attempt {
    /// It is established now.
    pub(super) fn established(self) -> Established {
        self.0.0.established.fetch_add(1, Ordering::Relaxed);
        Established(self.0)
    }
}

impl Established {
    /// So many bytes were read.
    pub(super) fn received(&self, count: usize) {
        let received = &self.0.0.received;
        received.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// So many bytes were given to write in one call.
    pub(super) fn sent(&self, count: usize) {
        self.0.0.sent.fetch_add(count as u64, Ordering::Relaxed);
        self.0.0.writes.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.answers.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        self.0.finished.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_begun_is_counted_as_over_when_it_is_gone() {
        let activity = Arc::<Activity>::default();
        activity.query().unanswered();
        let given_up = activity.connection();
        let open = activity.connection().established();
        open.received(5);
        open.sent(7);
        assert_eq!(
            activity.describe(),
            "2 connections begun, 1 established, 2 still open, 1 of 1 DNS answers"
        );
        assert_eq!(activity.unanswered(), 1);
        drop((given_up, open));
        assert_eq!((activity.finished(), activity.established()), (2, 1));
        let bytes = (activity.received(), activity.sent(), activity.writes());
        assert_eq!(bytes, (5, 7, 1));
    }
}
