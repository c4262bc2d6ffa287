//! What checkers say to each other, defined once for who writes it and who
//! reads it: the entry [`tls_endpoint`], the observation [`tls_probes`], the
//! names of faults ([`cause`]) that both may see, and what both do alike.
//!
//! The JSON Schemas in `wit/schemas/` are generated from these types.

pub mod cause;
pub mod entries;
mod fold;
mod lenient;
pub mod sender;
pub mod tls_endpoint;
pub mod tls_probes;
pub mod unreachable;
pub mod whole;
