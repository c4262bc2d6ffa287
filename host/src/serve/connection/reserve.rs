//! Room for those who find no place: to ask for the server's health, or to be
//! told that there is no place.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::queue::{Permit, Queue};

/// How many connections there is room for.
pub(in crate::serve) const RESERVE: usize = 64;

/// The reserve. Whoever comes is let in: where it is full, the one who has been
/// there longest has to go, of the client that has most in it, so that no
/// number of silent connections keeps a question out.
pub(super) struct Reserve {
    room: Queue,
    guests: Arc<Mutex<Guests>>,
}

#[derive(Default)]
struct Guests {
    come: u64,
    /// By when they came; who goes first is first.
    inside: Vec<Guest>,
}

struct Guest {
    number: u64,
    network: IpAddr,
    /// Dropping it tells the guest to go.
    _asked_to_go: oneshot::Sender<()>,
}

/// A connection in the reserve; dropping it is leaving.
pub(super) struct Stay {
    number: u64,
    guests: Arc<Mutex<Guests>>,
    asked_to_go: oneshot::Receiver<()>,
    _permit: Permit,
}

impl Default for Reserve {
    fn default() -> Self {
        Self {
            room: Queue::new(RESERVE),
            guests: Arc::default(),
        }
    }
}

impl Reserve {
    /// Lets somebody in, once whoever has to go for that is gone: their
    /// descriptor is needed.
    pub(super) async fn enter(&self, network: IpAddr) -> Stay {
        let (sender, asked_to_go) = oneshot::channel();
        let number = lock(&self.guests).enter(network, sender);
        Stay {
            number,
            guests: self.guests.clone(),
            asked_to_go,
            _permit: self.room.permit().await,
        }
    }
}

impl Guests {
    fn enter(&mut self, network: IpAddr, asked_to_go: oneshot::Sender<()>) -> u64 {
        if self.inside.len() >= RESERVE
            && let Some(index) = self.first_to_go()
        {
            self.inside.remove(index);
        }
        self.come += 1;
        self.inside.push(Guest {
            number: self.come,
            network,
            _asked_to_go: asked_to_go,
        });
        self.come
    }

    /// The oldest of those whose client has most.
    fn first_to_go(&self) -> Option<usize> {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        for guest in &self.inside {
            *counts.entry(guest.network).or_default() += 1;
        }
        let most = counts.values().max()?;
        let mut guests = self.inside.iter();
        guests.position(|guest| counts.get(&guest.network) == Some(most))
    }
}

impl Stay {
    /// Does the work until it is done or the guest has to go.
    pub(super) async fn during(mut self, work: impl Future<Output = ()>) {
        tokio::select! {
            () = work => {}
            _ = &mut self.asked_to_go => {}
        }
        // Only now, with the connection closed, is there room again.
        drop(self);
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        let mut guests = lock(&self.guests);
        guests.inside.retain(|guest| guest.number != self.number);
    }
}

fn lock(guests: &Mutex<Guests>) -> MutexGuard<'_, Guests> {
    guests.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREEDY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const MODEST: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn networks(reserve: &Reserve) -> Vec<IpAddr> {
        let guests = lock(&reserve.guests);
        guests.inside.iter().map(|guest| guest.network).collect()
    }

    #[tokio::test]
    async fn the_client_with_most_makes_room_for_whoever_comes() {
        let reserve = Reserve::default();
        let stay = |stay: Stay| tokio::spawn(stay.during(std::future::pending()));
        let modest = stay(reserve.enter(MODEST).await);
        let mut greedy = Vec::new();
        for _ in 0..3 * RESERVE {
            greedy.push(stay(reserve.enter(GREEDY).await));
        }
        assert!(!modest.is_finished());
        let inside = networks(&reserve);
        assert_eq!((inside.len(), inside[0]), (RESERVE, MODEST));
        let gone = greedy.iter().filter(|guest| guest.is_finished()).count();
        assert_eq!(gone, 3 * RESERVE - (RESERVE - 1));
        assert_eq!(reserve.room.in_use(), RESERVE);
    }

    #[tokio::test]
    async fn whoever_is_done_leaves() {
        let reserve = Reserve::default();
        reserve.enter(GREEDY).await.during(async {}).await;
        assert!(networks(&reserve).is_empty());
        assert_eq!(reserve.room.in_use(), 0);
    }
}
