//! Runs checker components: WebAssembly components that implement the world
//! `checker:plugin/checker-plugin` (see `wit/`).
//!
//! - [`engine`] loads components and runs their exports within limits;
//! - [`network`] is what they see of the world: the real one, or with the
//!   feature `sim` a simulated one;
//! - [`platform`] runs a whole check, sibling checkers included;
//! - [`survey`] runs many checks, so many at a time;
//! - [`components`] are the checkers that come with this library, and
//!   [`bundle`] sets them up to work together;
//! - [`happydomain`] has everything in the JSON form of that platform, and with
//!   the feature `serve`, `serve` speaks its protocol over HTTP.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use checker_host::{components, engine::Engine, network::SystemNetwork, platform::Platform};
//! use serde_json::json;
//!
//! let engine = Engine::new(Default::default())?;
//! let platform = Platform::new(Arc::new(SystemNetwork::from_system()?))
//!     .with(engine.load(components::XMPP)?).await?;
//! let outcome = platform.check("xmpp", json!({"domain": "example.org"}), &[]).await?;
//! println!("{}", outcome.status);
//! # Ok(()) }
//! ```

mod bindings;
pub mod bundle;
mod capability;
#[cfg(feature = "cli")]
pub mod cli;
pub mod components;
pub mod engine;
pub mod happydomain;
pub mod model;
pub mod network;
pub mod platform;
#[cfg(feature = "serve")]
pub mod serve;
pub mod survey;
