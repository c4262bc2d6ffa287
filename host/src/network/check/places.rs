//! Places at addresses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::queue::{Permit, Queue};

/// The most connections of one checker that are open to an address at a time:
/// those to the four services of one host. As many again are for all of its
/// siblings together.
pub(super) const CONNECTIONS_PER_ADDRESS: usize = 4;

/// The places of a check at each address.
#[derive(Default)]
pub(super) struct Places(Mutex<HashMap<IpAddr, Arc<Place>>>);

/// The places of a check at one address.
pub(super) struct Place {
    pub(super) leader: Queue,
    pub(super) siblings: Queue,
}

/// The places of one look at each address.
#[derive(Default)]
pub(super) struct Own(Mutex<HashMap<IpAddr, Queue>>);

impl Places {
    pub(super) fn at(&self, address: IpAddr) -> Arc<Place> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = places.entry(address).or_insert_with(|| {
            Arc::new(Place {
                leader: Queue::new(CONNECTIONS_PER_ADDRESS),
                siblings: Queue::new(CONNECTIONS_PER_ADDRESS).max_waiting(0),
            })
        });
        place.clone()
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
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = places.entry(address);
        place
            .or_insert_with(|| Queue::new(CONNECTIONS_PER_ADDRESS))
            .clone()
    }
}
