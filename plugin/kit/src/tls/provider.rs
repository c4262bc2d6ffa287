//! The one place that chooses the cryptographic libraries.

mod algorithm;
mod ecdsa;
mod ed25519;
mod key_exchange;
mod rsa;

use std::sync::{Arc, LazyLock};

use rustls::crypto::{CryptoProvider, KeyProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use rustls::{Error, SignatureScheme, SupportedCipherSuite};
use rustls_rustcrypto as suites;

pub use rsa::MAX_RSA_BITS;

/// The provider: pure Rust, so that the component builds without a C compiler
/// for WebAssembly. It is not hardened against side channels: a probe sends no
/// secret, and a key that it signs with is to be one for probing only.
///
/// Cipher suites are those of `rustls-rustcrypto`; what a handshake
/// spends its time in, key exchange and the checking of signatures, is done by
/// implementations that are many times faster in WebAssembly.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
        Arc::new(CryptoProvider {
            cipher_suites: CIPHER_SUITES.to_vec(),
            kx_groups: key_exchange::GROUPS.to_vec(),
            signature_verification_algorithms: SIGNATURES,
            secure_random: &suites::Provider,
            key_provider: &NoKeys,
        })
    });
    PROVIDER.clone()
}

/// A key to sign with, for whoever has one ([`Identity`](super::Identity)). It is no
/// part of the provider: what most checkers never use is then in none of their
/// components.
pub(super) fn signing_key(key: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, Error> {
    suites::sign::any_supported_type(key)
}

/// Knows no keys.
#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _key: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("keys are read elsewhere".into()))
    }
}

const CIPHER_SUITES: [SupportedCipherSuite; 9] = [
    suites::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    suites::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    suites::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    suites::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    suites::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    suites::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    suites::TLS13_AES_128_GCM_SHA256,
    suites::TLS13_AES_256_GCM_SHA384,
    suites::TLS13_CHACHA20_POLY1305_SHA256,
];

const SIGNATURES: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        ecdsa::P256_SHA256,
        ecdsa::P256_SHA384,
        ecdsa::P384_SHA256,
        ecdsa::P384_SHA384,
        ed25519::ED25519,
        rsa::PKCS1_SHA256,
        rsa::PKCS1_SHA384,
        rsa::PKCS1_SHA512,
        rsa::PSS_SHA256,
        rsa::PSS_SHA384,
        rsa::PSS_SHA512,
    ],
    mapping: &[
        // In TLS 1.2 a scheme names the hash and not the curve (RFC 5246 §7.4.1.4.1).
        (
            SignatureScheme::ECDSA_NISTP384_SHA384,
            &[ecdsa::P384_SHA384, ecdsa::P256_SHA384],
        ),
        (
            SignatureScheme::ECDSA_NISTP256_SHA256,
            &[ecdsa::P256_SHA256, ecdsa::P384_SHA256],
        ),
        (SignatureScheme::ED25519, &[ed25519::ED25519]),
        (SignatureScheme::RSA_PKCS1_SHA256, &[rsa::PKCS1_SHA256]),
        (SignatureScheme::RSA_PKCS1_SHA384, &[rsa::PKCS1_SHA384]),
        (SignatureScheme::RSA_PKCS1_SHA512, &[rsa::PKCS1_SHA512]),
        (SignatureScheme::RSA_PSS_SHA256, &[rsa::PSS_SHA256]),
        (SignatureScheme::RSA_PSS_SHA384, &[rsa::PSS_SHA384]),
        (SignatureScheme::RSA_PSS_SHA512, &[rsa::PSS_SHA512]),
    ],
};

#[cfg(test)]
mod tests;
