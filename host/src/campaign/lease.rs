//! The cap on connections to one address, shared among all workers.
//!
//! An address has a few leases. Each is a key in a bucket, made only where it is
//! not there, and good for some connections at once. A worker keeps one as long as
//! it has connections to the address, and a moment longer; the bucket forgets it
//! where nobody renews it, since its worker is dead then.
//!
//! One lease for several connections, because a check has several: asking for
//! each would cost a round trip each.

mod address;
mod connector;
mod hold;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_nats::jetstream::kv::{self, CreateErrorKind, Store, UpdateErrorKind};
use futures_util::future::join_all;
use tokio::sync::Notify;

use super::bucket;
use super::error::Error;
use super::link::Link;
use address::key;
use hold::{Holds, Lease};

pub use connector::LeasedConnector;

/// The bucket of all leases.
const BUCKET: &str = "checker-leases";
/// How long a lease lives that nobody renews: the age that the bucket gives its
/// keys.
const EXPIRY: Duration = Duration::from_secs(30);
/// How often one is renewed.
const RENEWAL: Duration = Duration::from_secs(10);
/// How long one is kept that nobody uses: the next connection to the same address
/// often comes at once.
const LINGER: Duration = Duration::from_secs(1);
/// How often leases are looked after.
const LOOK: Duration = Duration::from_millis(250);
/// How long is waited for a lease before the connection is given up. It is this
/// side that gives up: nothing is said of the peer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a server may take to answer before we do without: it is away, and
/// what runs is ended within our own caps.
const ANSWER: Duration = Duration::from_secs(2);
/// Between two rounds of asking.
const PAUSE: Duration = Duration::from_millis(100);

/// The leases of one worker. Clones share them.
#[derive(Clone)]
pub struct Leases(Arc<Shared>);

struct Shared {
    store: Store,
    /// Who we are, for people who look into the bucket.
    holder: String,
    holds: Mutex<Holds>,
    /// Of addresses that are asked for: one asks, and the others wait for what
    /// comes of it.
    asking: Mutex<HashMap<IpAddr, Arc<Turn>>>,
    /// A connection of ours was closed.
    freed: Notify,
}

type Turn = tokio::sync::Mutex<()>;

/// The right to one connection; it is given back when this is dropped.
pub(super) struct Ticket {
    shared: Arc<Shared>,
    address: IpAddr,
    /// Its lease; `None` where the server was away.
    slot: Option<usize>,
}

/// How many leases an address has, and how many connections each is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shares {
    slots: usize,
    each: usize,
}

/// No lease could be had in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoLease;

impl Shares {
    /// Those that make so many connections at most.
    pub(super) fn of(per_address: usize) -> Self {
        // What one check has open to an address at once, where the cap is large
        // enough for several workers.
        let each = (per_address / 4).clamp(1, 4);
        Self {
            slots: (per_address / each).max(1),
            each,
        }
    }
}

/// Makes the bucket, where it is not there.
pub(super) async fn prepare(link: &Link) -> Result<(), Error> {
    bucket::make(link, BUCKET, "Who may connect to an address", EXPIRY).await
}

impl Leases {
    /// The leases of a worker, looked after as long as any clone is there.
    ///
    /// # Errors
    ///
    /// Where the server has no place for them.
    pub async fn on(link: &Link) -> Result<Self, Error> {
        let mut store = link.context().get_key_value(BUCKET).await;
        if store.is_err() {
            // No campaign was begun here yet.
            prepare(link).await?;
            store = link.context().get_key_value(BUCKET).await;
        }
        let shared = Arc::new(Shared {
            store: store.map_err(Error::doing("find the leases"))?,
            holder: format!("{:016x}", rand::random::<u64>()),
            holds: Mutex::default(),
            asking: Mutex::default(),
            freed: Notify::new(),
        });
        let looked_after = Arc::downgrade(&shared);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                let Some(shared) = looked_after.upgrade() else {
                    return;
                };
                shared.look_after().await;
            }
        });
        Ok(Self(shared))
    }

    /// Waits for the right to a connection to this address.
    pub(super) async fn ticket(&self, address: IpAddr, shares: Shares) -> Result<Ticket, NoLease> {
        let until = Instant::now() + PATIENCE;
        let ticket = |slot| Ticket {
            shared: self.0.clone(),
            address,
            slot,
        };
        loop {
            let turn = self.0.turn(address);
            let asking = turn.lock().await;
            if let Some(slot) = self.0.holds().take(address, shares.each) {
                return Ok(ticket(Some(slot)));
            }
            // In a task of its own: whoever gives up waiting leaves no lease behind
            // that nobody knows of.
            let shared = self.0.clone();
            let asked = tokio::spawn(async move { shared.ask(address, shares).await });
            match tokio::time::timeout(ANSWER, asked).await {
                Ok(Ok(Asked::Got)) => {
                    if let Some(slot) = self.0.holds().take(address, shares.each) {
                        return Ok(ticket(Some(slot)));
                    }
                }
                Ok(Ok(Asked::Taken)) => {}
                Ok(Ok(Asked::Unanswered) | Err(_)) | Err(_) => return Ok(ticket(None)),
            }
            if Instant::now() > until {
                return Err(NoLease);
            }
            // Still with the turn: who else waits here would ask for the same.
            let pause = PAUSE + PAUSE.mul_f32(rand::random::<f32>());
            let _ = tokio::time::timeout(pause, self.0.freed.notified()).await;
            drop(asking);
        }
    }
}

/// What came of asking.
enum Asked {
    Got,
    /// Others have all of them.
    Taken,
    Unanswered,
}

impl Shared {
    /// Asks for one lease that we have not.
    async fn ask(&self, address: IpAddr, shares: Shares) -> Asked {
        let first = rand::random_range(0..shares.slots);
        for slot in (first..shares.slots).chain(0..first) {
            if self.holds().has(address, slot) {
                continue;
            }
            let created = self
                .store
                .create(key(address, slot), self.holder.clone().into());
            match created.await {
                Ok(revision) => {
                    let lease = Lease::new(slot, revision, Instant::now());
                    self.holds().add(address, lease);
                    return Asked::Got;
                }
                Err(error) if error.kind() == CreateErrorKind::AlreadyExists => {}
                Err(error) if is_lost_race(&error) => {}
                Err(_) => return Asked::Unanswered,
            }
        }
        Asked::Taken
    }

    /// Gives back what is idle, and renews the rest.
    async fn look_after(&self) {
        let now = Instant::now();
        let (idle, old) = {
            let mut holds = self.holds();
            (holds.idle(now, LINGER), holds.older(now, RENEWAL))
        };
        let given_back = idle
            .into_iter()
            .map(|(address, slot, revision)| async move {
                // Where that fails, it expires.
                let deleted = self
                    .store
                    .delete_expect_revision(key(address, slot), Some(revision));
                let _ = tokio::time::timeout(ANSWER, deleted).await;
            });
        let renewed = old.into_iter().map(|(address, slot, revision)| async move {
            let value = self.holder.clone().into();
            let updated = self.store.update(key(address, slot), value, revision);
            match tokio::time::timeout(ANSWER, updated).await {
                Ok(Ok(revision)) => self.holds().renewed(address, slot, revision, now),
                Ok(Err(error)) if error.kind() == UpdateErrorKind::WrongLastRevision => {
                    self.holds().lost(address, slot);
                }
                // The server is away; it may have forgotten by the time it is back.
                _ => {}
            }
        });
        tokio::join!(join_all(given_back), join_all(renewed));
        self.holds().forget(Instant::now(), EXPIRY);
        let mut asking = lock(&self.asking);
        asking.retain(|_, turn| Arc::strong_count(turn) > 1);
    }

    fn turn(&self, address: IpAddr) -> Arc<Turn> {
        lock(&self.asking).entry(address).or_default().clone()
    }

    fn holds(&self) -> MutexGuard<'_, Holds> {
        lock(&self.holds)
    }
}

/// A key that was deleted, and that somebody else made again first.
fn is_lost_race(error: &kv::CreateError) -> bool {
    use std::error::Error as _;
    let cause = error
        .source()
        .and_then(|cause| cause.downcast_ref::<kv::UpdateError>());
    cause.is_some_and(|cause| cause.kind() == UpdateErrorKind::WrongLastRevision)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            let mut holds = self.shared.holds();
            holds.release(self.address, slot, Instant::now());
            drop(holds);
            self.shared.freed.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leases_never_make_more_connections_than_the_cap() {
        for per_address in 1..=200 {
            let Shares { slots, each } = Shares::of(per_address);
            assert!(slots * each <= per_address, "{per_address}");
            assert!(slots >= 1 && each >= 1, "{per_address}");
        }
        assert_eq!(Shares::of(16), Shares { slots: 4, each: 4 });
        assert_eq!(Shares::of(1), Shares { slots: 1, each: 1 });
    }
}
