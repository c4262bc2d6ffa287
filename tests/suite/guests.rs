//! The components of `tests/guests`, and the network that they find.

use std::time::Duration;

use checker_host::engine::{Checker, Limits};
use checker_host::network::Network;
use checker_host::network::sim::{Listener, Simulation};

use crate::lab::OTHERS;

/// The component of this name.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{name}.wasm", env!("GUESTS"))).unwrap()
}

/// The same, loaded, with not much processor time: that is real time which the
/// tests have to wait for, and on a busy machine little comes of it.
pub(crate) fn guest(name: &str) -> Checker {
    let mut limits = Limits::default();
    limits.cpu = Duration::from_secs(2);
    OTHERS.load(&bytes(name)).unwrap().with_limits(limits)
}

/// A network with a server that accepts and says nothing.
pub(crate) fn network() -> Network {
    let mut simulation = Simulation::new();
    simulation.listen("192.0.2.1:5222", Listener::silent());
    simulation.build()
}
