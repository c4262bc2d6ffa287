//! A certificate of one's own, for servers that ask for one.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SigningKey};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::certificate::CertificateFacts;
use super::provider::{provider, signing_key};

/// What is signed to see whether a key fits a certificate.
const PROOF: &[u8] = b"does this key fit this certificate?";

/// A certificate with its chain and its private key. Clones share them; the
/// debug form shows nothing of the key.
#[derive(Clone)]
pub struct Identity {
    certified: Arc<CertifiedKey>,
    facts: CertificateFacts,
}

/// Why a certificate and a key are no identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// There is no certificate in the text.
    #[error("there is no certificate in PEM in it")]
    NoCertificate,
    /// The first certificate cannot be read.
    #[error("its first certificate cannot be read")]
    UnreadableCertificate,
    /// There is no private key in the text, or one behind a passphrase.
    #[error("there is no private key in PEM without a passphrase in it")]
    NoKey,
    /// The key is of a kind that cannot sign here.
    #[error("the key is none of RSA, P-256, P-384 and Ed25519")]
    UnusableKey,
    /// The key belongs to another certificate.
    #[error("the key does not belong to the certificate")]
    Mismatch,
}

impl Identity {
    /// Reads a chain in PEM (RFC 7468), its own certificate first, and the key
    /// of that (PKCS #8, SEC 1 or PKCS #1).
    ///
    /// # Errors
    ///
    /// Where they cannot be used, or not together.
    pub fn parse(certificate: &str, key: &str) -> Result<Self, IdentityError> {
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(certificate.as_bytes())
                .collect::<Result<_, _>>()
                .map_err(|_| IdentityError::UnreadableCertificate)?;
        let own = chain.first().ok_or(IdentityError::NoCertificate)?;
        let facts = CertificateFacts::read(own).ok_or(IdentityError::UnreadableCertificate)?;
        let key =
            PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| IdentityError::NoKey)?;
        let key = signing_key(&key).map_err(|_| IdentityError::UnusableKey)?;
        if !fits(own, key.as_ref()) {
            return Err(IdentityError::Mismatch);
        }
        Ok(Self {
            certified: Arc::new(CertifiedKey::new(chain, key)),
            facts,
        })
    }

    /// What the certificate says of itself.
    pub fn facts(&self) -> &CertificateFacts {
        &self.facts
    }

    pub(super) fn certified(&self) -> &Arc<CertifiedKey> {
        &self.certified
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// Two of one certificate are the same: only one key fits it.
impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.certified.cert == other.certified.cert
    }
}

/// Whether what the key signs is right by the certificate. The provider does
/// not tell the public half of a key.
fn fits(certificate: &CertificateDer<'_>, key: &dyn SigningKey) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate.as_ref()) else {
        return false;
    };
    let public = &certificate.public_key().subject_public_key.data;
    let supported = provider().signature_verification_algorithms;
    let Some(signer) = key.choose_scheme(&supported.supported_schemes()) else {
        return false;
    };
    let Ok(signature) = signer.sign(PROOF) else {
        return false;
    };
    let mut schemes = supported.mapping.iter();
    let algorithms = schemes.find(|(scheme, _)| *scheme == signer.scheme());
    algorithms.is_some_and(|(_, algorithms)| {
        let mut algorithms = algorithms.iter();
        algorithms.any(|one| one.verify_signature(public, PROOF, &signature).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! pem {
        ($name:literal) => {
            include_str!(concat!("../../../../tests/fixtures/prober/", $name, ".pem"))
        };
    }

    const P256: (&str, &str) = (pem!("p256-cert"), pem!("p256-key"));

    #[test]
    fn keys_of_all_kinds_that_servers_use_fit_their_certificates() {
        for (certificate, key, algorithm) in [
            (P256.0, P256.1, "ECDSA"),
            (P256.0, pem!("p256-key-sec1"), "ECDSA"),
            (pem!("p384-cert"), pem!("p384-key"), "ECDSA"),
            (pem!("ed25519-cert"), pem!("ed25519-key"), "Ed25519"),
            (pem!("rsa-cert"), pem!("rsa-key"), "RSA"),
            (pem!("rsa-cert"), pem!("rsa-key-pkcs1"), "RSA"),
        ] {
            let identity = Identity::parse(certificate, key).unwrap();
            assert_eq!(identity.facts().key.algorithm, algorithm);
            let both = Identity::parse(&format!("{key}{certificate}"), key);
            assert_eq!(both, Ok(identity));
        }
    }

    #[test]
    fn what_does_not_fit_together_or_cannot_be_read_is_named() {
        let parsed = |certificate: &str, key: &str| Identity::parse(certificate, key).unwrap_err();
        assert_eq!(parsed("", P256.1), IdentityError::NoCertificate);
        assert_eq!(parsed(P256.1, P256.1), IdentityError::NoCertificate);
        let cut = &P256.0[..P256.0.len() / 2];
        let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for broken in [cut, empty] {
            assert_eq!(
                parsed(broken, P256.1),
                IdentityError::UnreadableCertificate,
                "{broken}"
            );
        }
        assert_eq!(parsed(P256.0, ""), IdentityError::NoKey);
        assert_eq!(parsed(P256.0, P256.0), IdentityError::NoKey);
        assert_eq!(parsed(P256.0, pem!("encrypted-key")), IdentityError::NoKey);
        assert_eq!(parsed(P256.0, pem!("p521-key")), IdentityError::UnusableKey);
        for other in [
            pem!("other-key"),
            pem!("p384-key"),
            pem!("ed25519-key"),
            pem!("rsa-key"),
        ] {
            assert_eq!(parsed(P256.0, other), IdentityError::Mismatch);
        }
    }

    #[test]
    fn nothing_of_the_key_is_in_the_debug_form() {
        let identity = Identity::parse(P256.0, P256.1).unwrap();
        assert_eq!(format!("{identity:?}"), "Identity { .. }");
    }
}
