//! What every checker component needs, and nothing that only one needs.
//!
//! A checker implements [`Checker`] and hands it to [`export!`]: the kit maps
//! it to the contract in `wit/`. [`rule`] is what a rule is, [`state`] how a
//! verdict is built, [`problems`] how verdicts become things to mend.
//! [`dns`], [`tcp`], [`tls`] and [`clock`] are the world outside, with time
//! limits and bounds. [`shared`] is what checkers say to each other.

pub mod address;
pub mod bindings;
pub mod checker;
pub mod clock;
mod component;
pub mod contract;
pub mod definition;
pub mod dns;
pub mod gate;
pub mod options;
pub mod problems;
pub mod rule;
pub mod shared;
pub mod state;
pub mod switches;
pub mod tcp;
pub mod text;
pub mod tls;

pub use component::{Checker, Collection, Component, Discovery, Precheck, from_json};
