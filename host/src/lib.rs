//! Runs checker components: WebAssembly components that implement the world
//! `checker:plugin/checker-plugin` (see `wit/`).
//!
//! - [`engine`] loads components and runs their exports within limits;
//! - [`network`] is what they see of the world: the real one, or with the
//!   feature `sim` a simulated one;
//! - [`platform`] runs a whole check, sibling checkers included;
//! - [`survey`] runs many checks, so many at a time, writes a line of each, and
//!   reads and counts such lines;
//! - with the feature `nats`, `campaign` spreads a survey over many machines;
//! - [`changes`] is what became of problems between two results;
//! - [`model`] is what checkers say and return;
//! - [`happydomain`] has everything in the JSON form of that platform, and with
//!   the feature `serve`, `serve` speaks its protocol over HTTP;
//! - with the feature `page`, every result has a page, also where the checker
//!   renders none, and `atlas` is the page of a survey;
//! - with the feature `bundled`, `components` are the checkers that come with
//!   this library.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use checker_host::model::Options;
//! use checker_host::network::{Network, Policy, SystemResolver};
//! use checker_host::platform::Platform;
//!
//! let network = Network::system(SystemResolver::from_system()?);
//! let platform = Platform::builder(network)
//!     .policy(Policy::public_only())
//!     .component(std::fs::read("checker.wasm")?)
//!     .build()
//!     .await?;
//! let checker = &platform.members()[0].definition().id;
//! let options = Options::new().with("domain", "example.org");
//! let outcome = platform.check(checker, options, &[]).await?;
//! println!("{}: {}", outcome.status, outcome.summary.verdict);
//! # Ok(()) }
//! ```

#[cfg(feature = "page")]
pub mod atlas;
#[cfg(feature = "nats")]
pub mod campaign;
pub mod changes;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "bundled")]
pub mod components;
#[cfg(feature = "serve")]
mod descriptors;
pub mod engine;
#[cfg(test)]
mod example;
pub mod happydomain;
pub mod model;
pub mod network;
#[cfg(any(feature = "nats", feature = "serve"))]
mod pause;
#[cfg(feature = "page")]
mod plain_page;
pub mod platform;
#[cfg(feature = "page")]
mod problems;
pub mod queue;
#[cfg(feature = "serve")]
pub mod serve;
pub mod survey;
