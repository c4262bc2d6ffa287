//! A TLS client for probing: it works on buffers, completes the handshake
//! whatever the certificate, and writes down what was agreed and shown.

mod certificate;
mod client;
mod failure;
mod outdated;
mod provider;
mod requests;
mod transparency;
mod verifier;

pub use certificate::{AltName, CertificateFacts, KeyFacts, fingerprint};
pub use client::{Config, TlsClient, TlsFacts};
pub use failure::TlsFailure;
pub use outdated::{Outdated, OutdatedVersion};
pub use provider::provider;
pub use transparency::is_logged;
pub use verifier::{MAX_RSA_BITS, Signature};
