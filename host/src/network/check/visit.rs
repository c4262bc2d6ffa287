//! A connection from its beginning, as others are told of it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::signs::Signs;
use super::witness::{Sign, Who, Witness};

/// What the checkers of a check know of one another.
#[derive(Default)]
pub(super) struct Knowledge {
    witness: Mutex<Witness>,
    changed: Notify,
    pub(super) signs: Signs,
}

/// A connection or an attempt at one; it is over when this is dropped.
pub(super) struct Visit {
    known: Arc<Knowledge>,
    /// Whether what becomes of it can be a sign.
    counts: bool,
    remote: SocketAddr,
    number: u64,
}

impl Knowledge {
    /// Waits until this holds.
    pub(super) async fn until(&self, holds: impl Fn(&Witness) -> bool) {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // From here on no change is missed.
            changed.as_mut().enable();
            if holds(&self.witness()) {
                return;
            }
            changed.await;
        }
    }

    /// Something happens.
    pub(super) fn tell<T>(&self, what: impl FnOnce(&mut Witness) -> T) -> T {
        let told = what(&mut self.witness());
        self.changed.notify_waiters();
        told
    }

    fn witness(&self) -> MutexGuard<'_, Witness> {
        self.witness.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Visit {
    pub(super) fn begin(
        known: &Arc<Knowledge>,
        who: Who,
        counts: bool,
        remote: SocketAddr,
    ) -> Self {
        Self {
            number: known.tell(|witness| witness.begin(who, remote)),
            known: known.clone(),
            counts,
            remote,
        }
    }

    /// The peer has taken the connection.
    pub(super) fn established(&self) {
        self.tell(Witness::established);
    }

    /// Nothing listens there, or it was one too many.
    pub(super) fn refused(&self) {
        self.tell(Witness::refused);
    }

    /// It ended before the peer had said much.
    pub(super) fn cut_off(&self) {
        self.tell(Witness::cut_off);
    }

    fn tell(&self, what: impl FnOnce(&mut Witness, SocketAddr, u64) -> Option<Sign>) {
        let (remote, number) = (self.remote, self.number);
        let sign = self.known.tell(|witness| what(witness, remote, number));
        if let Some(sign) = sign.filter(|_| self.counts) {
            self.known.signs.set(sign);
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let (remote, number) = (self.remote, self.number);
        self.known.tell(|witness| witness.over(remote, number));
    }
}
