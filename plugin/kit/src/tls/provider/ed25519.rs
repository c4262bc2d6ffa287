//! Signatures by Ed25519 (RFC 8032).

use crrl::ed25519::PublicKey;
use rustls::pki_types::{SignatureVerificationAlgorithm, alg_id};

use super::algorithm::Algorithm;

/// Ed25519.
pub(super) const ED25519: &dyn SignatureVerificationAlgorithm = &Algorithm {
    key: alg_id::ED25519,
    signature: alg_id::ED25519,
    verify: |key, message, signature| Some(PublicKey::decode(key)?.verify_raw(signature, message)),
};
