//! Whom a check is waiting for.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What is open at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Endpoints (address and port) that a connection is open to, or begun.
    pub open: usize,
    /// Endpoints that one was begun to so far.
    pub begun: usize,
    /// The endpoint that has been waited for longest.
    pub longest: Option<SocketAddr>,
    /// How long the calls that run now go on at most.
    pub at_most: Option<Duration>,
}

/// Keeps the account.
#[derive(Debug, Default)]
pub(super) struct Account(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    number: u64,
    begun: BTreeSet<SocketAddr>,
    open: BTreeMap<u64, SocketAddr>,
    ends: BTreeMap<u64, Instant>,
}

impl Account {
    /// A connection is begun; the number under which it is to be closed.
    pub(super) fn open(&self, remote: SocketAddr) -> u64 {
        let mut entries = self.entries();
        let number = entries.next();
        entries.begun.insert(remote);
        entries.open.insert(number, remote);
        number
    }

    /// A connection is gone.
    pub(super) fn close(&self, number: u64) {
        self.entries().open.remove(&number);
    }

    /// A call begins that goes on until then at most; the number under which it
    /// is to be ended.
    pub(super) fn begin(&self, end: Option<Instant>) -> u64 {
        let mut entries = self.entries();
        let number = entries.next();
        if let Some(end) = end {
            entries.ends.insert(number, end);
        }
        number
    }

    /// A call is over.
    pub(super) fn end(&self, number: u64) {
        self.entries().ends.remove(&number);
    }

    pub(super) fn awaited(&self, now: Instant) -> Awaited {
        let entries = self.entries();
        let open: BTreeSet<&SocketAddr> = entries.open.values().collect();
        let end = entries.ends.values().max();
        Awaited {
            open: open.len(),
            begun: entries.begun.len(),
            // Numbers grow with time.
            longest: entries.open.values().next().copied(),
            at_most: end.map(|end| end.saturating_duration_since(now)),
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        // Each change is one step: what a panic left is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn next(&mut self) -> u64 {
        self.number += 1;
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(port: u16) -> SocketAddr {
        SocketAddr::new([192, 0, 2, 7].into(), port)
    }

    #[test]
    fn the_longest_is_the_first_that_is_still_open() {
        let account = Account::default();
        let now = Instant::now();
        let first = account.open(remote(5222));
        let second = account.open(remote(5269));
        // Twice to one endpoint is one endpoint.
        account.open(remote(5269));
        let call = account.begin(now.checked_add(Duration::from_secs(6)));
        let awaited = account.awaited(now);
        assert_eq!((awaited.open, awaited.begun), (2, 2));
        assert_eq!(awaited.longest, Some(remote(5222)));
        assert_eq!(awaited.at_most, Some(Duration::from_secs(6)));

        account.close(first);
        account.end(call);
        let awaited = account.awaited(now);
        assert_eq!((awaited.open, awaited.begun), (1, 2));
        assert_eq!(awaited.longest, Some(remote(5269)));
        assert_eq!(awaited.at_most, None);
        account.close(second);
        assert_eq!(account.awaited(now).open, 1);
    }
}
