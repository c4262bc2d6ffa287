//! The contract's imports, bound to a [`Network`](crate::network::Network):
//! one file for each interface, as in `wit/`.

pub(crate) mod clock;
pub(crate) mod dns;
pub(crate) mod tcp;
