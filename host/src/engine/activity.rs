//! What a check is doing, as the host sees it from the calls it serves.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// Counters of one check, readable while it runs.
#[derive(Debug, Default)]
pub struct Activity {
    queries: AtomicU32,
    answers: AtomicU32,
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

    pub(crate) fn call_ends(&self, processor: Duration, memory: usize) {
        let nanos = u64::try_from(processor.as_nanos()).unwrap_or(u64::MAX);
        self.processor_nanos.fetch_add(nanos, Ordering::Relaxed);
        self.memory.fetch_max(memory as u64, Ordering::Relaxed);
    }

    pub(crate) fn query_begins(&self) {
        self.queries.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn query_ends(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn connection_begins(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn connection_established(&self) {
        self.established.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn connection_ends(&self) {
        self.finished.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn bytes_received(&self, count: usize) {
        self.received.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub(crate) fn bytes_sent(&self, count: usize) {
        self.sent.fetch_add(count as u64, Ordering::Relaxed);
        self.writes.fetch_add(1, Ordering::Relaxed);
    }
}
