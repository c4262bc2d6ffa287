//! Both ends of a conversation, in memory: a session on one side, a scripted
//! server with real TLS on the other, and a clock that moves when they speak.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod clear;
mod cuts;
mod dialback;
mod external;
mod handshake;
mod lab;
mod mail;
mod misuse;
mod secured;
mod server;
mod success;
mod timeouts;
mod writes;
