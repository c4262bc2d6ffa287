//! Prosody, ejabberd and jabberd2 on loopback ports, found through a real DNS server.
//!
//! Where the programs are not installed the tests say so and pass; with
//! `CHECKER_REQUIRE_PROGRAMS=1`, as in CI, they fail.

mod capture;
mod cryptography;
mod dane;
pub(crate) mod dns;
mod ejabberd;
mod external;
mod jabberd2;
pub(crate) mod process;
pub(crate) mod prosody;
mod remedies;
mod software;
pub(crate) mod world;
mod zone;
