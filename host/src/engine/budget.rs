//! What a guest has used of the network so far, against its limits.

use std::collections::BTreeSet;

use super::{Limit, Limits};

/// The account of one call.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    connections: u32,
    queries: u32,
    received: u64,
    sent: u64,
    hit: BTreeSet<Limit>,
}

impl Budget {
    /// Takes one connection from the account.
    pub(crate) fn connection(&mut self, limits: &Limits) -> Result<(), Limit> {
        self.connections += 1;
        self.within(self.connections <= limits.connections, Limit::Connections)
    }

    /// Takes one query.
    pub(crate) fn query(&mut self, limits: &Limits) -> Result<(), Limit> {
        self.queries += 1;
        self.within(self.queries <= limits.queries, Limit::Queries)
    }

    /// Takes received bytes.
    pub(crate) fn receive(&mut self, count: usize, limits: &Limits) -> Result<(), Limit> {
        self.received += count as u64;
        self.within(self.received <= limits.received_bytes, Limit::ReceivedBytes)
    }

    /// Takes bytes to send.
    pub(crate) fn send(&mut self, count: usize, limits: &Limits) -> Result<(), Limit> {
        self.sent += count as u64;
        self.within(self.sent <= limits.sent_bytes, Limit::SentBytes)
    }

    /// Notes a limit that somebody else found.
    pub(crate) fn note(&mut self, limit: Limit) {
        self.hit.insert(limit);
    }

    /// The limits that were hit.
    pub(crate) fn hit(&self) -> impl Iterator<Item = Limit> + '_ {
        self.hit.iter().copied()
    }

    fn within(&mut self, holds: bool, limit: Limit) -> Result<(), Limit> {
        if holds {
            return Ok(());
        }
        self.hit.insert(limit);
        Err(limit)
    }
}
