//! Who gets a place, and what becomes of those who get none.

use std::net::IpAddr;

use super::reserve::{Reserve, Stay};
use crate::serve::client::Client;
use crate::serve::shares::{NoRoom, Share, Shares};
use crate::serve::subnet::Subnet;

/// Where connections come in.
pub(in crate::serve) struct Entrance {
    places: Shares,
    reserve: Reserve,
    trusted: Vec<Subnet>,
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
    pub(in crate::serve) fn new(places: Shares, trusted: Vec<Subnet>) -> Self {
        Self {
            places,
            reserve: Reserve::default(),
            trusted,
        }
    }

    /// Who comes from this address, and what they get.
    pub(super) async fn admit(&self, peer: IpAddr) -> (Client, Admitted) {
        let client = Client::of(peer, &self.trusted);
        let admitted = match self.places.take(client, 1) {
            Ok(place) => Admitted::Place(place),
            Err(why) => Admitted::Reserve(self.reserve.enter(client.network).await, why),
        };
        (client, admitted)
    }
}
