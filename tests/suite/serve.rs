//! `checker-xmpp serve`: the running program and a real HTTP client.

mod changed;
mod form;
mod kept;
mod load;
mod log;
mod machines;
mod monitoring;
mod people;
mod platform;
mod prometheus;
mod proxy;
mod shares;
mod wire;
