//! What a guest can do: one file for each interface, with its context, its
//! budget and the view of it that a store offers.

pub(super) mod bindings;
pub(super) mod clock;
mod connection;
pub(super) mod dns;
pub(super) mod tcp;
pub(super) mod wasi;
