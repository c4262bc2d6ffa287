//! The components of `tests/guests`, and the network that they find.

use checker_host::engine::Checker;
use checker_host::network::Network;
use checker_host::network::sim::{Listener, Simulation};

use crate::lab::ENGINE;

/// The component of this name.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{name}.wasm", env!("GUESTS"))).unwrap()
}

/// The component of this name, loaded.
pub(crate) fn guest(name: &str) -> Checker {
    ENGINE.load(&bytes(name)).unwrap()
}

/// A network with a server that accepts and says nothing.
pub(crate) fn network() -> Network {
    let mut simulation = Simulation::new();
    simulation.listen("192.0.2.1:5222", Listener::silent());
    simulation.build()
}
