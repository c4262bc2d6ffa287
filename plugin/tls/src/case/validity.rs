//! The dates of a certificate.

use checker_kit::tls::CertificateFacts;

/// Whether the moment is within the certificate's validity.
pub fn is_current(certificate: &CertificateFacts, at: i64) -> bool {
    (certificate.not_before..=certificate.not_after).contains(&at)
}
