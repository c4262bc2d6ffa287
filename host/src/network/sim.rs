//! A simulated network: DNS zones, hosts and servers in one process, on
//! virtual time.
//!
//! Nothing leaves the process and nothing waits: run it on a runtime whose
//! clock is paused ([`runtime`]), and a ten-second timeout is over at once.
//! The same network and seed give the same bytes every time.
//!
//! ```
//! use checker_host::network::sim::{Listener, Simulation, runtime};
//!
//! let mut simulation = Simulation::new();
//! simulation.zone().srv("_imaps._tcp.example.org", 5, 0, 993, "mail.example.org");
//! simulation.zone().address("mail.example.org", "192.0.2.1");
//! simulation.listen("192.0.2.1:993", Listener::Refuse);
//! runtime()?.block_on(async {
//!     let network = simulation.build();
//! });
//! # Ok::<(), std::io::Error>(())
//! ```

mod certificates;
mod clients;
mod defaults;
mod dns;
mod keys;
mod listener;
mod pipe;
mod services;
mod simulation;
pub mod xmpp;

pub use certificates::{Authority, Identity, Leaf, OtherName, server_config, server_config_for};
pub use clients::ClientCertificates;
pub use defaults::{EPOCH, LATENCY};
pub use dns::{Answer, Made, Zone};
pub use keys::KeyKind;
pub use listener::{Listener, Service};
pub use pipe::{Shape, SimStream};
pub use simulation::{Simulation, runtime};
