//! Servers that ask their clients for a certificate.

use std::sync::Arc;

use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, UnixTime};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme,
};

/// What a server does about certificates of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientCertificates {
    /// Does not ask for one.
    NotAskedFor,
    /// Asks for one, and goes on without.
    Wanted,
    /// Asks for one, and does not go on without.
    Demanded,
    /// Asks for one, and breaks the handshake off over any.
    Revoked,
}

impl ClientCertificates {
    /// What does so; `None` where nothing has to be done.
    pub(super) fn verifier(self) -> Option<Arc<dyn ClientCertVerifier>> {
        match self {
            Self::NotAskedFor => None,
            asking => Some(Arc::new(Verifier(asking))),
        }
    }
}

/// Accepts any certificate whose key the client owns: whom it is for is a
/// question for the protocol above.
#[derive(Debug)]
struct Verifier(ClientCertificates);

impl ClientCertVerifier for Verifier {
    fn client_auth_mandatory(&self) -> bool {
        self.0 == ClientCertificates::Demanded
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        match self.0 {
            ClientCertificates::Revoked => Err(CertificateError::Revoked.into()),
            _ => Ok(ClientCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &algorithms())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        algorithms().supported_schemes()
    }
}

fn algorithms() -> WebPkiSupportedAlgorithms {
    rustls_rustcrypto::provider().signature_verification_algorithms
}
