//! Places at addresses.

use std::net::IpAddr;
use std::sync::Arc;

use crate::network::by_address::ByAddress;
use crate::queue::{Permit, Queue};

/// The most connections of one checker that are open to an address at a time:
/// those to the four services of one host. As many again are for all of its
/// siblings together.
pub(super) const CONNECTIONS_PER_ADDRESS: usize = 4;

/// The places of a check at each address.
#[derive(Default)]
pub(super) struct Places(ByAddress<Arc<Place>>);

/// The places of a check at one address.
pub(super) struct Place {
    pub(super) leader: Queue,
    pub(super) siblings: Queue,
}

/// The places of one look at each address.
#[derive(Default)]
pub(super) struct Own(ByAddress<Queue>);

impl Places {
    pub(super) fn at(&self, address: IpAddr) -> Arc<Place> {
        self.0.at(address, Arc::default)
    }
}

impl Default for Place {
    fn default() -> Self {
        Self {
            leader: Queue::new(CONNECTIONS_PER_ADDRESS),
            siblings: Queue::new(CONNECTIONS_PER_ADDRESS).max_waiting(0),
        }
    }
}

impl Place {
    /// Any place, those of the leader included.
    pub(super) async fn any(&self) -> Permit {
        tokio::select! {
            biased;
            permit = self.leader.permit() => permit,
            permit = self.siblings.permit() => permit,
        }
    }
}

impl Own {
    pub(super) fn at(&self, address: IpAddr) -> Queue {
        self.0.at(address, || Queue::new(CONNECTIONS_PER_ADDRESS))
    }
}
