//! `checker-xmpp serve`: the running program and a real HTTP client.

mod form;
mod load;
mod log;
mod people;
mod platform;
mod prometheus;
mod shares;
