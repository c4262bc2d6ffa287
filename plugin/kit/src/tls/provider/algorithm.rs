//! What an algorithm for signatures is to the TLS library.

use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};

/// A kind of key with a kind of signature.
#[derive(Debug)]
pub(super) struct Algorithm {
    /// The key, as a certificate names it.
    pub(super) key: AlgorithmIdentifier,
    /// The signature, as a certificate names it.
    pub(super) signature: AlgorithmIdentifier,
    /// Whether the signature is right.
    pub(super) verify: Verify,
}

/// Takes the key, the message and the signature, as a certificate holds them.
/// `None` where one of them cannot be read.
pub(super) type Verify = fn(&[u8], &[u8], &[u8]) -> Option<bool>;

impl SignatureVerificationAlgorithm for Algorithm {
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
        match (self.verify)(public_key, message, signature) {
            Some(true) => Ok(()),
            _ => Err(InvalidSignature),
        }
    }
}
