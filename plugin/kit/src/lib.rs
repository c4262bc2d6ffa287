//! What every checker component needs, and nothing that only one needs:
//! the contract's bindings, time limits, DNS lookups, TCP, a TLS client that
//! records instead of judging, options, and the building of states.

pub mod bindings;
pub mod clock;
pub mod dns;
pub mod gate;
pub mod options;
pub mod rules;
pub mod state;
pub mod tcp;
pub mod text;
pub mod tls;

/// The contract's shared types, under a short name.
pub use bindings::checker::plugin::types as contract;
/// The contract's exported interface, under a short name.
pub use bindings::exports::checker::plugin::checker;
