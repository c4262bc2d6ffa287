//! What checkers say to each other, defined once for who writes it and who
//! reads it: the entry [`tls_endpoint`], the observations [`tls_probes`] and
//! [`dane_probes`] with their [`issue`]s, the names of faults ([`cause`]) that both may see, and what both do alike.
//!
//! The JSON Schemas in `wit/schemas/` are generated from these types.

pub mod cause;
pub mod dane_probes;
pub mod entries;
mod fold;
pub mod issue;
mod lenient;
pub mod sender;
pub mod tls_endpoint;
pub mod tls_probes;
pub mod unreachable;
pub mod whole;
