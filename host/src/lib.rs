//! Runs checker components: WebAssembly components that implement the world
//! `checker:plugin/checker-plugin` (see `wit/`).

pub mod engine;
pub mod model;
pub mod network;
pub mod queue;
