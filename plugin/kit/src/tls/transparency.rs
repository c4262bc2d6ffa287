//! Whether a certificate was logged publicly.

use rustls::pki_types::CertificateDer;
use x509_parser::der_parser::asn1_rs::Oid;
use x509_parser::der_parser::oid;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The list of signed certificate timestamps (RFC 6962 §3.3).
const TIMESTAMPS: Oid<'static> = oid!(1.3.6.1.4.1.11129.2.4.2);

/// Whether the certificate carries timestamps of Certificate Transparency
/// logs, as those of public authorities do: browsers insist on it.
pub fn is_logged(der: &CertificateDer<'_>) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(der.as_ref()) else {
        return false;
    };
    let mut extensions = certificate.extensions().iter();
    extensions.any(|extension| extension.oid == TIMESTAMPS)
}
