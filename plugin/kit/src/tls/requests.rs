//! Whether a server asked for a certificate of the client, and what it got.

use std::sync::{Arc, OnceLock};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;
use serde::{Deserialize, Serialize};

use super::identity::Identity;

/// What became of a certificate that was there to be presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientCertificate {
    /// The server asked for one and got it.
    Presented,
    /// The server did not ask for one.
    NotAskedFor,
    /// The server asked for one whose key signs otherwise.
    Unsuitable,
}

/// Gives what certificate it has, and remembers that it was asked for one
/// (RFC 8446 §4.3.2, RFC 5246 §7.4.4).
#[derive(Debug, Default)]
pub(super) struct CertificateRequests {
    identity: Option<Identity>,
    /// Once there was a request: whether the certificate was given.
    presented: OnceLock<bool>,
}

impl CertificateRequests {
    /// With a certificate to give, or none.
    pub(super) fn answered_with(identity: Option<Identity>) -> Self {
        Self {
            identity,
            ..Self::default()
        }
    }

    /// Whether there was a request.
    pub(super) fn seen(&self) -> bool {
        self.presented.get().is_some()
    }

    /// What became of the certificate; `None` where there is none to give.
    pub(super) fn outcome(&self) -> Option<ClientCertificate> {
        self.identity.as_ref()?;
        Some(match self.presented.get() {
            None => ClientCertificate::NotAskedFor,
            Some(true) => ClientCertificate::Presented,
            Some(false) => ClientCertificate::Unsuitable,
        })
    }
}

impl ResolvesClientCert for CertificateRequests {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let certified = self.identity.as_ref().map(Identity::certified);
        let fitting = certified.filter(|one| one.key.choose_scheme(schemes).is_some());
        // TLS 1.3 asks once, and renegotiation there is none.
        let _ = self.presented.set(fitting.is_some());
        fitting.cloned()
    }

    fn has_certs(&self) -> bool {
        self.identity.is_some()
    }
}
