//! `checker-xmpp serve`: the running program and a real HTTP client.

mod form;
mod load;
mod log;
mod machines;
mod monitoring;
mod people;
mod platform;
mod prometheus;
mod shares;
mod wire;
