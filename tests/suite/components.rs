//! The components of `tests/guests`, loaded.

use std::sync::LazyLock;
use std::time::Duration;

use checker_host::engine::{Checker, Config, Engine, Limits};

pub(crate) static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Config::default()).expect("the engine starts"));

/// The component of this name.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{name}.wasm", env!("GUESTS"))).unwrap()
}

/// The same, loaded, with little processor time: that is real time which the
/// tests have to wait for.
pub(crate) fn guest(name: &str) -> Checker {
    let mut limits = Limits::default();
    limits.cpu = Duration::from_millis(300);
    ENGINE.load(&bytes(name)).unwrap().with_limits(limits)
}
