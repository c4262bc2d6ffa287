//! What a check is doing, as the host sees it from the calls it serves.

mod awaited;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use awaited::Account;

pub use awaited::Awaited;

/// The longest name of an endpoint in a line of 80 columns.
const MAX_NAME: usize = 21;

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
    loading: AtomicU32,
    account: Account,
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

    /// Whom the check is waiting for now.
    pub fn awaited(&self) -> Awaited {
        self.account.awaited(Instant::now())
    }

    /// What the check is doing, in words.
    pub fn describe(&self) -> String {
        let Awaited {
            open,
            begun,
            longest,
            at_most,
        } = self.awaited();
        let unanswered = self.queries().saturating_sub(self.answers());
        let what = match (longest, unanswered) {
            (Some(longest), _) => {
                let longest = name(longest);
                format!("waiting for {open} of {begun} endpoints, {longest} longest")
            }
            (None, 0) if self.loading.load(Ordering::Relaxed) > 0 => {
                return "loading the checkers, which takes seconds the first time".to_owned();
            }
            (None, 0) => return "at work".to_owned(),
            (None, _) => format!("waiting for {unanswered} of {} DNS answers", self.queries()),
        };
        match at_most {
            Some(time) => format!("{what}, at most {} s more", time.as_secs()),
            None => what,
        }
    }

    /// A checker is waited for until it is loaded, or the guard is dropped.
    pub(crate) fn load(self: &Arc<Self>) -> Load {
        self.loading.fetch_add(1, Ordering::Relaxed);
        Load(self.clone())
    }

    /// A query is asked; it is over when the guard is dropped.
    pub(super) fn query(self: &Arc<Self>) -> Asked {
        self.queries.fetch_add(1, Ordering::Relaxed);
        Asked(self.clone())
    }

    /// A connection is begun; the attempt is over when the guard is dropped.
    pub(super) fn connection(self: &Arc<Self>, remote: SocketAddr) -> Attempt {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let number = self.account.open(remote);
        Attempt(Finish {
            activity: self.clone(),
            number,
        })
    }

    /// A call begins that goes on for this time at most; it is over when the
    /// guard is dropped.
    pub(super) fn call(self: &Arc<Self>, at_most: Duration) -> Running {
        let number = self.account.begin(Instant::now().checked_add(at_most));
        Running {
            activity: self.clone(),
            number,
        }
    }

    /// What a call took.
    pub(super) fn call_took(&self, processor: Duration, memory: usize) {
        let nanos = u64::try_from(processor.as_nanos()).unwrap_or(u64::MAX);
        self.processor_nanos.fetch_add(nanos, Ordering::Relaxed);
        self.memory.fetch_max(memory as u64, Ordering::Relaxed);
    }
}

/// An endpoint, cut in the middle where it is long.
fn name(endpoint: SocketAddr) -> String {
    let name = endpoint.to_string();
    match endpoint {
        SocketAddr::V6(v6) if name.len() > MAX_NAME => {
            let [first, .., last] = v6.ip().segments();
            format!("[{first:x}:…:{last:x}]:{}", v6.port())
        }
        _ => name,
    }
}

/// A checker that is not loaded yet.
pub(crate) struct Load(Arc<Activity>);

/// A query that is not answered yet.
pub(super) struct Asked(Arc<Activity>);

/// A connection that is not established yet.
pub(super) struct Attempt(Finish);

/// A connection that is established.
pub(super) struct Established(Finish);

/// Counts a connection as finished when it is gone.
struct Finish {
    activity: Arc<Activity>,
    number: u64,
}

/// A call that is not over yet.
pub(super) struct Running {
    activity: Arc<Activity>,
    number: u64,
}

impl Asked {
    /// There will be no answer.
    pub(super) fn unanswered(&self) {
        self.0.unanswered.fetch_add(1, Ordering::Relaxed);
    }
}

impl Attempt {
    /// It is established now.
    pub(super) fn established(self) -> Established {
        self.0.activity.established.fetch_add(1, Ordering::Relaxed);
        Established(self.0)
    }
}

impl Established {
    /// So many bytes were read.
    pub(super) fn received(&self, count: usize) {
        let received = &self.0.activity.received;
        received.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// So many bytes were given to write in one call.
    pub(super) fn sent(&self, count: usize) {
        self.0
            .activity
            .sent
            .fetch_add(count as u64, Ordering::Relaxed);
        self.0.activity.writes.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.loading.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.answers.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        self.activity.finished.fetch_add(1, Ordering::Relaxed);
        self.activity.account.close(self.number);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.activity.account.end(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_begun_is_counted_as_over_when_it_is_gone() {
        let activity = Arc::<Activity>::default();
        activity.query().unanswered();
        let remote = "192.0.2.7:5269".parse().unwrap();
        let given_up = activity.connection(remote);
        let open = activity.connection(remote).established();
        open.received(5);
        open.sent(7);
        assert_eq!(activity.unanswered(), 1);
        drop((given_up, open));
        assert_eq!((activity.finished(), activity.established()), (2, 1));
        let bytes = (activity.received(), activity.sent(), activity.writes());
        assert_eq!(bytes, (5, 7, 1));
    }

    #[test]
    fn what_is_waited_for_is_told_in_a_line() {
        let activity = Arc::<Activity>::default();
        let asked = activity.query();
        assert_eq!(activity.describe(), "waiting for 1 of 1 DNS answers");
        drop(asked);
        assert_eq!(activity.describe(), "at work");
        let load = activity.load();
        assert!(activity.describe().starts_with("loading the checkers"));
        drop(load);
        let long = "[2001:db8:1234:5678:9abc:def0:1234:5678]:5269";
        for (remote, name) in [
            ("192.0.2.7:5269", "192.0.2.7:5269"),
            ("[2001:db8::1]:5269", "[2001:db8::1]:5269"),
            (long, "[2001:…:5678]:5269"),
        ] {
            let _open = activity.connection(remote.parse().unwrap());
            let _running = activity.call(Duration::from_secs(110));
            let line = activity.describe();
            let wanted = format!("endpoints, {name} longest, at most 1");
            assert!(line.contains(&wanted), "{line}");
            assert!(line.chars().count() <= 78, "{line}");
        }
    }
}
