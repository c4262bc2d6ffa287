//! Keys of many kinds, derived from labels: every run gets the same.

use std::sync::Arc;

use p256::ecdsa::signature::{SignatureEncoding, Signer as _};
use p256::pkcs8::EncodePrivateKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rcgen::{PublicKeyData, SignatureAlgorithm};
use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::traits::PublicKeyParts;
use sha2::{Digest, Sha256};
use tokio_rustls::rustls::SignatureScheme;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::sign::{Signer, SigningKey};

/// A kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// ECDSA over P-256.
    P256,
    /// Ed25519.
    Ed25519,
    /// RSA of so many bits.
    Rsa(usize),
}

/// A private key with its public half.
pub(super) struct Key {
    private: Private,
    public: Vec<u8>,
}

enum Private {
    P256(p256::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa(Box<rsa::RsaPrivateKey>),
}

impl Key {
    /// The key of this kind that belongs to the label.
    pub(super) fn derive(kind: KeyKind, label: &str) -> Self {
        let seed: [u8; 32] = Sha256::digest(label.as_bytes()).into();
        match kind {
            KeyKind::P256 => {
                let key = proven(p256::ecdsa::SigningKey::from_bytes(&seed.into()));
                Self {
                    public: key
                        .verifying_key()
                        .to_encoded_point(false)
                        .as_bytes()
                        .to_vec(),
                    private: Private::P256(key),
                }
            }
            KeyKind::Ed25519 => {
                let key = ed25519_dalek::SigningKey::from_bytes(&seed);
                Self {
                    public: key.verifying_key().to_bytes().to_vec(),
                    private: Private::Ed25519(key),
                }
            }
            KeyKind::Rsa(bits) => {
                let mut random = ChaCha20Rng::from_seed(seed);
                let key = proven(rsa::RsaPrivateKey::new(&mut random, bits));
                debug_assert_eq!(key.size() * 8, bits);
                Self {
                    public: proven(key.to_public_key().to_pkcs1_der())
                        .as_bytes()
                        .to_vec(),
                    private: Private::Rsa(Box::new(key)),
                }
            }
        }
    }

    /// The key in the form in which a TLS server uses it.
    pub(super) fn signer(&self) -> Arc<dyn SigningKey> {
        let document = match &self.private {
            Private::P256(key) => key.to_pkcs8_der(),
            Private::Ed25519(key) => key.to_pkcs8_der(),
            Private::Rsa(key) => key.to_pkcs8_der(),
        };
        let der = PrivatePkcs8KeyDer::from(proven(document).as_bytes().to_vec());
        let provider = rustls_rustcrypto::provider();
        let signer = proven(
            provider
                .key_provider
                .load_private_key(PrivateKeyDer::Pkcs8(der)),
        );
        match self.private {
            Private::Rsa(_) => Arc::new(ShortHash(signer)),
            Private::P256(_) | Private::Ed25519(_) => signer,
        }
    }
}

/// Signs with SHA-256 only: longer hashes do not fit into a key of 1024 bits.
#[derive(Debug)]
struct ShortHash(Arc<dyn SigningKey>);

impl SigningKey for ShortHash {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let short = [
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PKCS1_SHA256,
        ];
        let short: Vec<_> = short
            .into_iter()
            .filter(|scheme| offered.contains(scheme))
            .collect();
        self.0.choose_scheme(&short)
    }

    fn algorithm(&self) -> tokio_rustls::rustls::SignatureAlgorithm {
        self.0.algorithm()
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match self.private {
            Private::P256(_) => &rcgen::PKCS_ECDSA_P256_SHA256,
            Private::Ed25519(_) => &rcgen::PKCS_ED25519,
            Private::Rsa(_) => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(match &self.private {
            // RFC 6979: the same message gives the same signature.
            Private::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.to_vec()
            }
            Private::Ed25519(key) => key.sign(message).to_vec(),
            Private::Rsa(key) => rsa::pkcs1v15::SigningKey::<Sha256>::new((**key).clone())
                .sign(message)
                .to_vec(),
        })
    }
}

/// Everything here is made from constants and valid by construction.
#[expect(clippy::panic, reason = "only constants lead here")]
pub(super) fn proven<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("a generated key or certificate is not valid: {error}"),
    }
}
