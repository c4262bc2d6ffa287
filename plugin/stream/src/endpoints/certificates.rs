//! Certificates as they were sent, each once.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use checker_kit::tls::fingerprint;
use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};

/// The DER form of certificates in Base64, by their SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Certificates(BTreeMap<String, String>);

impl Certificates {
    /// Keeps a certificate and returns its SHA-256.
    pub fn insert(&mut self, certificate: &CertificateDer<'_>) -> String {
        let sha256 = fingerprint(certificate);
        self.0
            .entry(sha256.clone())
            .or_insert_with(|| STANDARD.encode(certificate));
        sha256
    }

    /// The certificate with this SHA-256; `None` where a store has lost it.
    pub fn get(&self, sha256: &str) -> Option<CertificateDer<'static>> {
        let der = STANDARD.decode(self.0.get(sha256)?).ok()?;
        Some(CertificateDer::from(der))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_kept_once_and_comes_back_as_it_was() {
        let certificate = CertificateDer::from(vec![0x30, 0x03, 1, 1, 0]);
        let mut certificates = Certificates::default();
        let sha256 = certificates.insert(&certificate);
        assert_eq!(certificates.insert(&certificate), sha256);
        assert_eq!(certificates.len(), 1);
        assert_eq!(certificates.get(&sha256), Some(certificate));
        assert_eq!(certificates.get("00"), None);
    }
}
