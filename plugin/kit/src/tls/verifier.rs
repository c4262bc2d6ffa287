//! A verifier that records instead of judging.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, PeerIncompatible, SignatureScheme};
use serde::{Deserialize, Serialize};

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
    seen: Mutex<Option<(SignatureScheme, Signature)>>,
}

impl Recorder {
    pub(super) fn new(provider: Arc<CryptoProvider>) -> Self {
        Self {
            provider,
            seen: Mutex::new(None),
        }
    }

    pub(super) fn signature(&self) -> Option<(SignatureScheme, Signature)> {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(
        &self,
        scheme: SignatureScheme,
        outcome: Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        let signature = match outcome {
            Ok(_) => Signature::Verified,
            Err(Error::InvalidCertificate(rustls::CertificateError::BadSignature))
                if self.can_check(scheme) =>
            {
                Signature::Invalid
            }
            Err(_) => Signature::Unverified,
        };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((scheme, signature));
        Ok(HandshakeSignatureValid::assertion())
    }

    fn can_check(&self, scheme: SignatureScheme) -> bool {
        let supported = self.provider.signature_verification_algorithms;
        supported.supported_schemes().contains(&scheme)
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
        self.record(
            dss.scheme,
            verify_tls12_signature(message, cert, dss, supported),
        )
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
        self.record(
            dss.scheme,
            verify_tls13_signature(message, cert, dss, supported),
        )
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
