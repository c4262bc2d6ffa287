//! Who gets a place, and what becomes of those who get none.

use std::net::IpAddr;
use std::sync::Arc;

use super::reserve::{Reserve, Stay};
use crate::serve::clients::Clients;
use crate::serve::shares::{NoRoom, Share, Shares};

/// Where connections come in.
pub(in crate::serve) struct Entrance {
    places: Shares,
    reserve: Reserve,
    clients: Arc<Clients>,
}

/// What a connection gets.
pub(super) enum Admitted {
    /// A place.
    Place(Share),
    /// None, for this reason: it can ask for the server's health, and is
    /// refused anything else.
    Reserve(Stay, NoRoom),
}

impl Entrance {
    pub(in crate::serve) fn new(places: Shares, clients: Clients) -> Self {
        Self {
            places,
            reserve: Reserve::default(),
            clients: Arc::new(clients),
        }
    }

    /// Who is behind connections and requests.
    pub(super) fn clients(&self) -> &Arc<Clients> {
        &self.clients
    }

    /// What whoever comes from this address gets.
    pub(super) async fn admit(&self, peer: IpAddr) -> Admitted {
        let client = self.clients.of_connection(peer);
        match self.places.take(client, 1) {
            Ok(place) => Admitted::Place(place),
            Err(why) => Admitted::Reserve(self.reserve.enter(client.network).await, why),
        }
    }
}
