//! A TLS client for probing: it works on buffers, completes the handshake
//! whatever the certificate, and writes down what was agreed and shown.

mod certificate;
mod client;
mod failure;
mod provider;
mod verifier;

pub use certificate::{AltName, CertificateFacts, KeyFacts};
pub use client::{Config, TlsClient, TlsFacts};
pub use failure::TlsFailure;
pub use provider::provider;
pub use verifier::Signature;
