//! Signatures by ECDSA over the NIST's curves.

use std::fmt;

use p384::ecdsa::signature::hazmat::PrehashVerifier;
use rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use sha2::{Digest, Sha256, Sha384};

/// P-256 with SHA-256.
pub(super) const P256_SHA256: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA256,
    digest: sha256,
    verify: p256,
};

/// P-256 with SHA-384.
pub(super) const P256_SHA384: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA384,
    digest: sha384,
    verify: p256,
};

/// P-384 with SHA-256.
pub(super) const P384_SHA256: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA256,
    digest: sha256,
    verify: p384,
};

/// P-384 with SHA-384.
pub(super) const P384_SHA384: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA384,
    digest: sha384,
    verify: p384,
};

/// Takes the key as SEC 1 has it, the digest, and the signature in DER.
type Verify = fn(&[u8], &[u8], &[u8]) -> Option<bool>;

/// A curve with a hash.
struct Ecdsa {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    digest: fn(&[u8]) -> Vec<u8>,
    verify: Verify,
}

impl fmt::Debug for Ecdsa {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Ecdsa")
            .field("key", &self.key)
            .field("signature", &self.signature)
            .finish_non_exhaustive()
    }
}

impl SignatureVerificationAlgorithm for Ecdsa {
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }

    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let digest = (self.digest)(message);
        match (self.verify)(public_key, &digest, signature) {
            Some(true) => Ok(()),
            _ => Err(InvalidSignature),
        }
    }
}

fn sha256(message: &[u8]) -> Vec<u8> {
    Sha256::digest(message).to_vec()
}

fn sha384(message: &[u8]) -> Vec<u8> {
    Sha384::digest(message).to_vec()
}

fn p256(public_key: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
    let key = crrl::p256::PublicKey::decode(public_key)?;
    let signature = p256::ecdsa::Signature::from_der(signature).ok()?;
    Some(key.verify_hash(&signature.to_bytes(), digest))
}

fn p384(public_key: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(public_key).ok()?;
    let signature = p384::ecdsa::Signature::from_der(signature).ok()?;
    Some(key.verify_prehash(digest, &signature).is_ok())
}
