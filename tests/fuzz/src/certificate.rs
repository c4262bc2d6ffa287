//! Certificates.

use checker_kit::tls::CertificateFacts;
use rustls_pki_types::CertificateDer;

use crate::judgement::written_and_read_again;

/// The facts of anything that passes for a certificate are bounded and can be
/// written down.
#[expect(clippy::missing_panics_doc, reason = "that is what a target is for")]
pub fn certificate(data: &[u8]) {
    let der = CertificateDer::from(data);
    let Some(facts) = CertificateFacts::read(&der) else {
        return;
    };
    assert!(facts.names.len() <= 100);
    assert!(facts.subject.chars().count() <= 310);
    assert_eq!(facts.sha256.len(), 64);
    written_and_read_again(&facts);
}
