//! Signatures by RSA (RFC 8017).

use rsa_verify::pkcs1::RsaPublicKeyRef;
use rsa_verify::pkcs1::der::Decode;
use rsa_verify::pkcs8::AssociatedOid;
use rsa_verify::sha2::digest::{Digest, FixedOutputReset};
use rsa_verify::sha2::{Sha256, Sha384, Sha512};
use rsa_verify::signature::Verifier;
use rsa_verify::{BoxedUint, PublicKey, pkcs1v15, pss};
use rustls::pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};

use super::algorithm::{Algorithm, Verify};

/// The longest key whose signatures are checked: a peer chooses its key, and the
/// work grows with its square. Longer ones fail as if the signature were wrong.
pub const MAX_RSA_BITS: usize = 4096;

/// The shortest: what rules say of short keys rests on the key, not on this.
const MIN_RSA_BITS: usize = 512;

/// PKCS #1 v1.5 with SHA-256.
pub(super) const PKCS1_SHA256: &dyn SignatureVerificationAlgorithm =
    &rsa(alg_id::RSA_PKCS1_SHA256, pkcs1::<Sha256>);

/// PKCS #1 v1.5 with SHA-384.
pub(super) const PKCS1_SHA384: &dyn SignatureVerificationAlgorithm =
    &rsa(alg_id::RSA_PKCS1_SHA384, pkcs1::<Sha384>);

/// PKCS #1 v1.5 with SHA-512.
pub(super) const PKCS1_SHA512: &dyn SignatureVerificationAlgorithm =
    &rsa(alg_id::RSA_PKCS1_SHA512, pkcs1::<Sha512>);

/// PSS with SHA-256.
pub(super) const PSS_SHA256: &dyn SignatureVerificationAlgorithm =
    &rsa(alg_id::RSA_PSS_SHA256, pss::<Sha256>);

/// PSS with SHA-384.
pub(super) const PSS_SHA384: &dyn SignatureVerificationAlgorithm =
    &rsa(alg_id::RSA_PSS_SHA384, pss::<Sha384>);

/// PSS with SHA-512.
pub(super) const PSS_SHA512: &dyn SignatureVerificationAlgorithm =
    &rsa(alg_id::RSA_PSS_SHA512, pss::<Sha512>);

const fn rsa(signature: AlgorithmIdentifier, verify: Verify) -> Algorithm {
    Algorithm {
        key: alg_id::RSA_ENCRYPTION,
        signature,
        verify,
    }
}

fn pkcs1<D: Digest + AssociatedOid>(
    public_key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let key = pkcs1v15::VerifyingKey::<D>::new(key(public_key)?);
    let signature = pkcs1v15::Signature::try_from(signature).ok()?;
    Some(key.verify(message, &signature).is_ok())
}

fn pss<D: Digest + FixedOutputReset>(
    public_key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let key = pss::VerifyingKey::<D>::new(key(public_key)?);
    let signature = pss::Signature::try_from(signature).ok()?;
    Some(key.verify(message, &signature).is_ok())
}

fn key(der: &[u8]) -> Option<PublicKey> {
    let key = RsaPublicKeyRef::from_der(der).ok()?;
    let modulus = BoxedUint::from_be_slice_vartime(key.modulus.as_bytes());
    let exponent = BoxedUint::from_be_slice_vartime(key.public_exponent.as_bytes());
    PublicKey::new_with_size_limits(modulus, exponent, MIN_RSA_BITS..=MAX_RSA_BITS).ok()
}
