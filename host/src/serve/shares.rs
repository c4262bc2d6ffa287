//! Shares of what there is only so much of: connections, requests, checks.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::client::Client;
use crate::queue::Full;

/// So much for all together and so much for one client, unless it is trusted.
/// Clones share it out together.
#[derive(Debug, Clone)]
pub(super) struct Shares {
    all: usize,
    own: usize,
    held: Arc<Mutex<Held>>,
}

/// What is held now. Who holds nothing is not in it, so it cannot grow beyond
/// what there is to be held.
#[derive(Debug, Default)]
struct Held {
    all: usize,
    own: HashMap<IpAddr, usize>,
}

/// What a client holds; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Share {
    shares: Shares,
    client: Client,
    amount: usize,
}

/// Why a client gets no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoRoom {
    /// It is all taken.
    #[error("the server is busy; try again later")]
    All,
    /// The client has all that one may have.
    #[error("your address has as much in progress as one may have; try again later")]
    Own,
}

impl From<Full> for NoRoom {
    fn from(_: Full) -> Self {
        Self::All
    }
}

impl Shares {
    pub(super) fn new(all: usize, own: usize) -> Self {
        Self {
            all,
            own,
            held: Arc::default(),
        }
    }

    /// A share of this size.
    pub(super) fn take(&self, client: Client, amount: usize) -> Result<Share, NoRoom> {
        let mut share = Share {
            shares: self.clone(),
            client,
            amount: 0,
        };
        share.grow(amount)?;
        Ok(share)
    }

    /// Whether nobody holds anything.
    #[cfg(test)]
    pub(super) fn is_untouched(&self) -> bool {
        let held = self.lock();
        held.all == 0 && held.own.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Makes the share larger.
    pub(super) fn grow(&mut self, by: usize) -> Result<(), NoRoom> {
        let Self { shares, client, .. } = self;
        let mut held = shares.lock();
        let own = held.own.get(&client.network).copied().unwrap_or(0);
        if !client.trusted && own.saturating_add(by) > shares.own {
            return Err(NoRoom::Own);
        }
        if held.all.saturating_add(by) > shares.all {
            return Err(NoRoom::All);
        }
        held.all += by;
        if !client.trusted {
            held.own.insert(client.network, own + by);
        }
        self.amount += by;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let Self {
            shares,
            client,
            amount,
        } = self;
        let mut held = shares.lock();
        held.all -= *amount;
        if client.trusted {
            return;
        }
        if let Some(own) = held.own.get_mut(&client.network) {
            *own -= *amount;
            if *own == 0 {
                held.own.remove(&client.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8, trusted: bool) -> Client {
        Client {
            network: [192, 0, 2, last].into(),
            trusted,
        }
    }

    #[test]
    fn one_client_gets_its_share_and_another_still_gets_one() {
        let shares = Shares::new(5, 2);
        let (greedy, modest) = (client(1, false), client(2, false));
        let first = shares.take(greedy, 1).unwrap();
        let _second = shares.take(greedy, 1).unwrap();
        assert_eq!(shares.take(greedy, 1).err(), Some(NoRoom::Own));
        let _other = shares.take(modest, 1).unwrap();
        drop(first);
        assert!(shares.take(greedy, 1).is_ok());
    }

    #[test]
    fn a_trusted_client_may_have_all_but_no_more() {
        let shares = Shares::new(5, 2);
        let platform = client(1, true);
        let mut all = shares.take(platform, 4).unwrap();
        assert_eq!(all.grow(2), Err(NoRoom::All));
        assert_eq!(all.grow(1), Ok(()));
        assert_eq!(shares.take(client(2, false), 1).err(), Some(NoRoom::All));
    }

    #[test]
    fn who_holds_nothing_is_not_remembered() {
        let shares = Shares::new(5, 2);
        for last in 0..100 {
            let share = shares.take(client(last, false), 2).unwrap();
            assert_eq!(shares.take(client(last, false), 3).err(), Some(NoRoom::Own));
            drop(share);
        }
        assert!(shares.is_untouched());
    }

    #[test]
    fn a_share_that_could_not_grow_is_given_back_as_it_is() {
        let shares = Shares::new(5, 2);
        let mut share = shares.take(client(1, false), 1).unwrap();
        assert_eq!(share.grow(2), Err(NoRoom::Own));
        drop(share);
        assert!(shares.is_untouched());
    }
}
