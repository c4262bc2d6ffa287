//! The connections of one check: so many to an address at a time, and what they
//! tell of a server that does not want several checkers at once.
//!
//! The checker that is asked, the leader, has its places at every address for
//! itself. Those that look at its entries share as many beside it. What comes of
//! their connections is witnessed: where one is turned away that would perhaps
//! have been let in without the others, that look is spoilt, and has to be made
//! again by one checker after the other.

mod places;
mod signs;
mod stream;
mod visit;
mod witness;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::composed::Network;
use super::error::TcpError;
use super::traits::{BoxStream, Clock, Connector};
use crate::queue::{Full, Permit};
use places::{Own, Places};
use signs::Spoilt;
use stream::Watched;
use visit::{Knowledge, Visit};
use witness::{LEADER, Who};

/// How long a sibling lets the leader go first to an address: both know it from
/// the same answer.
const HEAD_START: Duration = Duration::from_millis(100);
/// How long it waits then until the leader has been let in. It is little of what a
/// visit has to end in.
const ENTRANCE: Duration = Duration::from_millis(500);

/// The connections of one check.
pub struct CheckConnections {
    shared: Arc<Shared>,
    numbers: AtomicUsize,
}

/// A connector for one look of one checker at a deployment.
pub struct CheckConnector {
    shared: Arc<Shared>,
    role: Role,
    who: Who,
    own: Own,
    /// Whether this look alone is spoilt.
    crowded: Spoilt,
}

struct Shared {
    inner: Arc<dyn Connector>,
    clock: Arc<dyn Clock>,
    places: Places,
    known: Arc<Knowledge>,
}

/// When a look is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// By the checker that is asked.
    Leader,
    /// Beside it.
    Beside,
    /// When it has ended.
    Alone,
}

impl CheckConnections {
    /// Connections on this network.
    pub fn new(network: &Network) -> Self {
        Self {
            shared: Arc::new(Shared {
                inner: network.connector.clone(),
                clock: network.clock.clone(),
                places: Places::default(),
                known: Arc::default(),
            }),
            numbers: AtomicUsize::new(LEADER + 1),
        }
    }

    /// For the checker that is asked: one look.
    pub fn leader(&self) -> Arc<CheckConnector> {
        self.connector(Role::Leader, LEADER)
    }

    /// For a sibling that looks at the same time.
    pub fn beside(&self) -> Arc<CheckConnector> {
        self.connector(Role::Beside, self.number())
    }

    /// For a look that begins when the leader's has ended. What it meets with is
    /// its own to judge: it is never spoilt.
    pub fn alone(&self) -> Arc<CheckConnector> {
        self.connector(Role::Alone, self.number())
    }

    fn number(&self) -> Who {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    fn connector(&self, role: Role, who: Who) -> Arc<CheckConnector> {
        Arc::new(CheckConnector {
            shared: self.shared.clone(),
            role,
            who,
            own: Own::default(),
            crowded: Spoilt::default(),
        })
    }
}

impl CheckConnector {
    /// Whether what is seen through it may be different without the others.
    pub fn is_spoilt(&self) -> bool {
        match self.role {
            Role::Leader => self.shared.known.signs.leader.is(),
            Role::Beside => self.shared.known.signs.siblings.is() || self.crowded.is(),
            Role::Alone => false,
        }
    }

    /// Waits until it is spoilt.
    pub async fn spoilt(&self) {
        let signs = &self.shared.known.signs;
        match self.role {
            Role::Leader => signs.leader.wait().await,
            Role::Beside => tokio::select! {
                () = signs.siblings.wait() => {}
                () = self.crowded.wait() => {}
            },
            Role::Alone => std::future::pending().await,
        }
    }

    /// A place at an address.
    async fn place(&self, remote: SocketAddr) -> Permit {
        let places = self.shared.places.at(remote.ip());
        match self.role {
            Role::Leader => places.leader.permit().await,
            Role::Alone => places.any().await,
            Role::Beside => match places.siblings.join() {
                Ok(place) => place.permit().await,
                Err(Full) => {
                    // The time of a visit runs already: who has to wait for others
                    // here cannot tell a slow server from a fast one.
                    self.crowded.set();
                    std::future::pending().await
                }
            },
        }
    }

    /// Waits for its turn at an address.
    async fn turn(&self, remote: SocketAddr) {
        let known = &self.shared.known;
        match self.role {
            // What siblings were told to leave, they leave first.
            Role::Leader if known.signs.siblings.is() => {
                known
                    .until(|witness| witness.is_for_leader(remote.ip()))
                    .await;
            }
            Role::Beside => self.let_leader_first(remote.ip()).await,
            Role::Leader | Role::Alone => {}
        }
    }

    async fn let_leader_first(&self, address: IpAddr) {
        let clock = &self.shared.clock;
        let known = &self.shared.known;
        let after = |time: Duration| clock.wait_until(clock.now().saturating_add(time));
        tokio::select! {
            biased;
            () = known.until(|witness| witness.leader_was_at(address)) => {}
            () = after(HEAD_START) => {
                // Once is enough: perhaps it never comes.
                known.tell(|witness| witness.give_leader_up(address));
            }
        }
        tokio::select! {
            biased;
            () = known.until(|witness| witness.may_follow(address)) => {}
            () = after(ENTRANCE) => {}
        }
    }

    async fn turned_away(&self, visit: Visit, remote: SocketAddr) {
        if self.role == Role::Beside {
            // Where the leader is being told the same, the port is just closed.
            let known = &self.shared.known;
            known
                .until(|witness| !witness.is_leader_trying(remote))
                .await;
        }
        visit.refused();
    }
}

impl Connector for CheckConnector {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            let own = self.own.at(remote.ip()).permit().await;
            let place = self.place(remote).await;
            self.turn(remote).await;
            let visit = Visit::begin(
                &self.shared.known,
                self.who,
                self.role != Role::Alone,
                remote,
            );
            match self.shared.inner.connect(remote).await {
                Ok(stream) => {
                    visit.established();
                    Ok(Box::new(Watched::new(stream, visit, place, own)) as BoxStream)
                }
                Err(TcpError::Refused) => {
                    self.turned_away(visit, remote).await;
                    Err(TcpError::Refused)
                }
                Err(TcpError::Reset) => {
                    visit.cut_off();
                    Err(TcpError::Reset)
                }
                Err(error) => Err(error),
            }
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests;
