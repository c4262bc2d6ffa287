//! A TLS client for probing: it works on buffers, completes the handshake
//! whatever the certificate, and writes down what was agreed and shown. A
//! [`Channel`] is one over TCP.

mod agreement;
mod certificate;
mod channel;
mod client;
mod failure;
mod identity;
mod outdated;
mod provider;
mod requests;
mod transparency;
mod verifier;

pub use agreement::{Outdated, OutdatedVersion};
pub use certificate::{AltName, CertificateFacts, KeyFacts, fingerprint, public_key_info};
pub use channel::{Channel, ChannelError};
pub use client::{Config, TlsClient, TlsFacts};
pub use failure::TlsFailure;
pub use identity::{Identity, IdentityError};
pub use provider::{MAX_RSA_BITS, provider};
pub use requests::ClientCertificate;
pub use transparency::is_logged;
pub use verifier::Signature;
