//! The shipped components, as a platform or a person would use them: on the
//! simulated network, on the command line, and against real servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    missing_docs
)]

mod agreement;
// Begins early: it takes longest.
mod another_repository;
mod campaign;
mod command_line;
mod compiled;
mod contract;
mod counts;
mod dane;
mod foreign;
mod golden;
mod guests;
mod hostile;
mod imap;
mod lab;
mod layout;
mod limits;
mod loading;
mod own_certificate;
mod page;
mod platform;
mod portable;
mod programs;
mod quirks;
mod readme;
mod real;
mod robustness;
mod rules;
mod schema;
mod serve;
mod server;
mod stored;
mod survey;
mod third_checker;
mod together;
