//! The contract's exported interface, under a short name.

pub use crate::bindings::exports::checker::plugin::checker::*;
