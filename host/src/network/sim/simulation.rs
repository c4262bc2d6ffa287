//! The network: what there is, and how it is reached.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::Instant;

use super::defaults::{EPOCH, LATENCY};
use super::dns::Zone;
use super::listener::Listener;
use super::pipe::{self, Shape};
use crate::network::composed::Network;
use crate::network::error::{DnsError, TcpError};
use crate::network::traits::{BoxStream, Clock, Connector, Resolver};

/// A network in the making.
pub struct Simulation {
    zone: Zone,
    listeners: BTreeMap<SocketAddr, Listener>,
    links: BTreeMap<IpAddr, Duration>,
    shapes: BTreeMap<SocketAddr, Shape>,
    latency: Duration,
    ipv6: bool,
    seed: u64,
    wall: SystemTime,
}

impl Default for Simulation {
    fn default() -> Self {
        Self::new()
    }
}

impl Simulation {
    /// An empty network.
    pub fn new() -> Self {
        Self {
            zone: Zone::default(),
            listeners: BTreeMap::new(),
            links: BTreeMap::new(),
            shapes: BTreeMap::new(),
            latency: LATENCY,
            ipv6: true,
            seed: 1,
            wall: UNIX_EPOCH + Duration::from_secs(EPOCH),
        }
    }

    /// The DNS.
    pub fn zone(&mut self) -> &mut Zone {
        &mut self.zone
    }

    /// Puts something at an address and port, `192.0.2.1:5222` or
    /// `[2001:db8::1]:5222`.
    ///
    /// # Panics
    ///
    /// If the text is not an address and port.
    #[expect(clippy::panic, reason = "a simulation is written by hand")]
    pub fn listen(&mut self, at: &str, listener: impl Into<Listener>) -> &mut Self {
        let Ok(at) = at.parse() else {
            panic!("{at} is not an address and port");
        };
        self.listeners.insert(at, listener.into());
        self
    }

    /// How bytes from the server at this address and port arrive.
    #[expect(clippy::panic, reason = "a simulation is written by hand")]
    pub fn shape(&mut self, at: &str, shape: Shape) -> &mut Self {
        let Ok(at) = at.parse() else {
            panic!("{at} is not an address and port");
        };
        self.shapes.insert(at, shape);
        self
    }

    /// The one-way delay to an address.
    pub fn link(&mut self, address: IpAddr, latency: Duration) -> &mut Self {
        self.links.insert(address, latency);
        self
    }

    /// The one-way delay to everything else, the resolver included.
    pub fn latency(&mut self, latency: Duration) -> &mut Self {
        self.latency = latency;
        self
    }

    /// Takes IPv6 away from the prober.
    pub fn without_ipv6(&mut self) -> &mut Self {
        self.ipv6 = false;
        self
    }

    /// The seed of the guests' randomness.
    pub fn seed(&mut self, seed: u64) -> &mut Self {
        self.seed = seed;
        self
    }

    /// What the wall clock shows at the beginning.
    pub fn wall(&mut self, wall: SystemTime) -> &mut Self {
        self.wall = wall;
        self
    }

    /// The network. Call it on the runtime that it is to run on.
    pub fn build(self) -> Network {
        let seed = self.seed;
        let running = Arc::new(Running {
            simulation: self,
            started: Instant::now(),
        });
        Network {
            resolver: running.clone(),
            connector: running.clone(),
            clock: running,
            seed: Some(seed),
        }
    }
}

/// A runtime whose clock jumps from event to event.
///
/// # Errors
///
/// Where the operating system has no resources for one.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
}

/// A simulation that is going on.
struct Running {
    simulation: Simulation,
    started: Instant,
}

impl Running {
    fn listener(&self, remote: SocketAddr) -> Listener {
        let listeners = &self.simulation.listeners;
        if let Some(listener) = listeners.get(&remote) {
            return listener.clone();
        }
        // A host that exists answers on every port; others stay silent.
        match listeners.keys().any(|known| known.ip() == remote.ip()) {
            true => Listener::Refuse,
            false => Listener::Blackhole,
        }
    }

    fn latency_to(&self, address: IpAddr) -> Duration {
        let links = &self.simulation.links;
        links
            .get(&address)
            .copied()
            .unwrap_or(self.simulation.latency)
    }
}

impl Resolver for Running {
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>> {
        async move {
            let reply = self.simulation.zone.reply(&message)?;
            tokio::time::sleep(self.simulation.latency * 2 + reply.delay).await;
            reply.response
        }
        .boxed()
    }
}

impl Connector for Running {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            if remote.is_ipv6() && !self.simulation.ipv6 {
                return Err(TcpError::NoRoute);
            }
            let latency = self.latency_to(remote.ip());
            let round_trip = latency * 2;
            let service = match self.listener(remote) {
                Listener::Blackhole => return std::future::pending().await,
                Listener::Refuse => {
                    tokio::time::sleep(round_trip).await;
                    return Err(TcpError::Refused);
                }
                Listener::Unreachable => {
                    tokio::time::sleep(round_trip).await;
                    return Err(TcpError::Unreachable);
                }
                Listener::InsufficientResources => return Err(TcpError::InsufficientResources),
                Listener::Serve(service) => service,
            };
            tokio::time::sleep(round_trip).await;
            let shape = self
                .simulation
                .shapes
                .get(&remote)
                .copied()
                .unwrap_or_default();
            let (client, server) = pipe::pipe(latency, shape);
            tokio::spawn(service.serve(server));
            Ok(Box::new(client) as BoxStream)
        }
        .boxed()
    }
}

impl Clock for Running {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn wait_until(&self, when: Duration) -> BoxFuture<'_, ()> {
        match self.started.checked_add(when) {
            Some(when) => tokio::time::sleep_until(when).boxed(),
            None => std::future::pending().boxed(),
        }
    }

    fn wall(&self) -> SystemTime {
        self.simulation.wall + self.started.elapsed()
    }
}
