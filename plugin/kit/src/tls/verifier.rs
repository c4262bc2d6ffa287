//! A verifier that records instead of judging.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, PeerIncompatible, SignatureScheme};
use serde::{Deserialize, Serialize};

use super::certificate::CertificateFacts;
use super::provider::MAX_RSA_BITS;

/// What is known of the signature that proves possession of the private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// Checked and right.
    Verified,
    /// Made with an algorithm or key that this program cannot check.
    Unverified,
    /// Checked and wrong: the server does not own the key of its certificate.
    Invalid,
}

/// Accepts every certificate and remembers how the handshake was signed.
#[derive(Debug)]
pub(super) struct Recorder {
    provider: Arc<CryptoProvider>,
    check: bool,
    seen: Mutex<Option<(SignatureScheme, Option<Signature>)>>,
}

impl Recorder {
    /// A recorder that checks handshake signatures, or only names them.
    pub(super) fn new(provider: Arc<CryptoProvider>, check: bool) -> Self {
        Self {
            provider,
            check,
            seen: Mutex::new(None),
        }
    }

    pub(super) fn signature(&self) -> Option<(SignatureScheme, Option<Signature>)> {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(
        &self,
        scheme: SignatureScheme,
        certificate: &CertificateDer<'_>,
        verify: impl FnOnce() -> Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        let signature = self.check.then(|| match verify() {
            Ok(_) => Signature::Verified,
            Err(Error::InvalidCertificate(rustls::CertificateError::BadSignature))
                if self.can_check(scheme, certificate) =>
            {
                Signature::Invalid
            }
            Err(_) => Signature::Unverified,
        });
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((scheme, signature));
        Ok(HandshakeSignatureValid::assertion())
    }

    /// Whether a failed check says something about the signature, and not
    /// about the provider.
    fn can_check(&self, scheme: SignatureScheme, certificate: &CertificateDer<'_>) -> bool {
        let supported = self.provider.signature_verification_algorithms;
        let key = CertificateFacts::read(certificate).map(|facts| facts.key);
        let too_long = key.is_some_and(|key| key.algorithm == "RSA" && key.bits > MAX_RSA_BITS);
        supported.supported_schemes().contains(&scheme) && !too_long
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let supported = &self.provider.signature_verification_algorithms;
        self.record(dss.scheme, cert, || {
            verify_tls12_signature(message, cert, dss, supported)
        })
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // RFC 8446 §4.4.3: PKCS #1 v1.5 and SHA-1 must not sign a TLS 1.3 handshake.
        if matches!(
            dss.scheme,
            SignatureScheme::RSA_PKCS1_SHA1 | SignatureScheme::ECDSA_SHA1_Legacy
        ) {
            return Err(PeerIncompatible::NoSignatureSchemesInCommon.into());
        }
        let supported = &self.provider.signature_verification_algorithms;
        self.record(dss.scheme, cert, || {
            verify_tls13_signature(message, cert, dss, supported)
        })
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let mut schemes = self
            .provider
            .signature_verification_algorithms
            .supported_schemes();
        // A server whose only key is one of these must be able to answer; that
        // its signature cannot be checked here is recorded, not held against it.
        schemes.extend([
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED448,
            SignatureScheme::RSA_PKCS1_SHA1,
        ]);
        schemes
    }
}
