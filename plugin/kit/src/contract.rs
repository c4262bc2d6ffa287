//! The contract's shared types, under a short name.

pub use crate::bindings::checker::plugin::types::*;
