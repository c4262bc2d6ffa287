//! Results that are kept, in an embedded database.
//!
//! One thread has the database and does one thing after the other; whoever wants
//! something of it waits without holding up others. What is kept is bounded in
//! time and in size, and is found by its link alone: nothing is listed.

mod database;
mod error;
mod keeping;
mod link;
mod record;
mod schema;
mod series;
mod worker;

pub(super) use database::Body;
pub(super) use error::ArchiveError;
pub use keeping::{Keeping, Place};
pub(super) use link::Link;
pub(super) use record::{Entry, Found, Record, outlines, title};
pub(super) use series::Series;
pub(super) use worker::Archive;
