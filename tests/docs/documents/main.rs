//! What the documents say of the program, compared with its sources.
//!
//! Nothing of the program is built for it: names are looked for in the text of
//! the sources, which is quick and good enough to notice what went stale.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod arguments;
mod commands;
mod declarations;
mod dependencies;
mod links;
mod markdown;
mod outputs;
mod packaging;
mod quirks;
mod readme;
mod rules;
mod sources;
