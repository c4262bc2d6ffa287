//! Signatures by RSA (RFC 8017).

use std::fmt;

use rsa_verify::pkcs1::RsaPublicKeyRef;
use rsa_verify::pkcs1::der::Decode;
use rsa_verify::sha2::{Sha256, Sha384, Sha512};
use rsa_verify::signature::Verifier;
use rsa_verify::{BoxedUint, PublicKey, pkcs1v15, pss};
use rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

/// The longest key whose signatures are checked: a peer chooses its key, and the
/// work grows with its square. Longer ones fail as if the signature were wrong.
pub const MAX_RSA_BITS: usize = 4096;

/// The shortest: what rules say of short keys rests on the key, not on this.
const MIN_RSA_BITS: usize = 512;

/// PKCS #1 v1.5 with SHA-256.
pub(super) const PKCS1_SHA256: &dyn SignatureVerificationAlgorithm = &Rsa {
    signature: alg_id::RSA_PKCS1_SHA256,
    verify: |key, message, signature| {
        let signature = pkcs1v15::Signature::try_from(signature).ok()?;
        let key = pkcs1v15::VerifyingKey::<Sha256>::new(key);
        Some(key.verify(message, &signature).is_ok())
    },
};

/// PKCS #1 v1.5 with SHA-384.
pub(super) const PKCS1_SHA384: &dyn SignatureVerificationAlgorithm = &Rsa {
    signature: alg_id::RSA_PKCS1_SHA384,
    verify: |key, message, signature| {
        let signature = pkcs1v15::Signature::try_from(signature).ok()?;
        let key = pkcs1v15::VerifyingKey::<Sha384>::new(key);
        Some(key.verify(message, &signature).is_ok())
    },
};

/// PKCS #1 v1.5 with SHA-512.
pub(super) const PKCS1_SHA512: &dyn SignatureVerificationAlgorithm = &Rsa {
    signature: alg_id::RSA_PKCS1_SHA512,
    verify: |key, message, signature| {
        let signature = pkcs1v15::Signature::try_from(signature).ok()?;
        let key = pkcs1v15::VerifyingKey::<Sha512>::new(key);
        Some(key.verify(message, &signature).is_ok())
    },
};

/// PSS with SHA-256.
pub(super) const PSS_SHA256: &dyn SignatureVerificationAlgorithm = &Rsa {
    signature: alg_id::RSA_PSS_SHA256,
    verify: |key, message, signature| {
        let signature = pss::Signature::try_from(signature).ok()?;
        let key = pss::VerifyingKey::<Sha256>::new(key);
        Some(key.verify(message, &signature).is_ok())
    },
};

/// PSS with SHA-384.
pub(super) const PSS_SHA384: &dyn SignatureVerificationAlgorithm = &Rsa {
    signature: alg_id::RSA_PSS_SHA384,
    verify: |key, message, signature| {
        let signature = pss::Signature::try_from(signature).ok()?;
        let key = pss::VerifyingKey::<Sha384>::new(key);
        Some(key.verify(message, &signature).is_ok())
    },
};

/// PSS with SHA-512.
pub(super) const PSS_SHA512: &dyn SignatureVerificationAlgorithm = &Rsa {
    signature: alg_id::RSA_PSS_SHA512,
    verify: |key, message, signature| {
        let signature = pss::Signature::try_from(signature).ok()?;
        let key = pss::VerifyingKey::<Sha512>::new(key);
        Some(key.verify(message, &signature).is_ok())
    },
};

/// A padding with a hash.
struct Rsa {
    signature: AlgorithmIdentifier,
    verify: fn(PublicKey, &[u8], &[u8]) -> Option<bool>,
}

impl fmt::Debug for Rsa {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Rsa")
            .field("signature", &self.signature)
            .finish_non_exhaustive()
    }
}

impl SignatureVerificationAlgorithm for Rsa {
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
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
        let key = key(public_key).ok_or(InvalidSignature)?;
        match (self.verify)(key, message, signature) {
            Some(true) => Ok(()),
            _ => Err(InvalidSignature),
        }
    }
}

fn key(der: &[u8]) -> Option<PublicKey> {
    let key = RsaPublicKeyRef::from_der(der).ok()?;
    let modulus = BoxedUint::from_be_slice_vartime(key.modulus.as_bytes());
    let exponent = BoxedUint::from_be_slice_vartime(key.public_exponent.as_bytes());
    PublicKey::new_with_size_limits(modulus, exponent, MIN_RSA_BITS..=MAX_RSA_BITS).ok()
}
