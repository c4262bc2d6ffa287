//! The stream reader: its events, its work, and what it notes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod events;
mod ill_formed;
mod read;
mod work;
