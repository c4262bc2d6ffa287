//! Signatures by ECDSA over the NIST's curves.

use p384::ecdsa::signature::hazmat::PrehashVerifier;
use rustls::pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};
use sha2::{Digest, Sha256, Sha384};

use super::algorithm::{Algorithm, Verify};

/// P-256 with SHA-256.
pub(super) const P256_SHA256: &dyn SignatureVerificationAlgorithm =
    &ecdsa(alg_id::ECDSA_P256, alg_id::ECDSA_SHA256, p256::<Sha256>);

/// P-256 with SHA-384.
pub(super) const P256_SHA384: &dyn SignatureVerificationAlgorithm =
    &ecdsa(alg_id::ECDSA_P256, alg_id::ECDSA_SHA384, p256::<Sha384>);

/// P-384 with SHA-256.
pub(super) const P384_SHA256: &dyn SignatureVerificationAlgorithm =
    &ecdsa(alg_id::ECDSA_P384, alg_id::ECDSA_SHA256, p384::<Sha256>);

/// P-384 with SHA-384.
pub(super) const P384_SHA384: &dyn SignatureVerificationAlgorithm =
    &ecdsa(alg_id::ECDSA_P384, alg_id::ECDSA_SHA384, p384::<Sha384>);

const fn ecdsa(
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    verify: Verify,
) -> Algorithm {
    Algorithm {
        key,
        signature,
        verify,
    }
}

fn p256<D: Digest>(public_key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let key = crrl::p256::PublicKey::decode(public_key)?;
    let signature = p256::ecdsa::Signature::from_der(signature).ok()?;
    Some(key.verify_hash(&signature.to_bytes(), &D::digest(message)))
}

fn p384<D: Digest>(public_key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(public_key).ok()?;
    let signature = p384::ecdsa::Signature::from_der(signature).ok()?;
    Some(key.verify_prehash(&D::digest(message), &signature).is_ok())
}
