//! Whether a server asked for a certificate of the client.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;

/// Has no certificate to give, and remembers that it was asked for one
/// (RFC 8446 §4.3.2, RFC 5246 §7.4.4).
#[derive(Debug, Default)]
pub(super) struct CertificateRequests {
    seen: AtomicBool,
}

impl CertificateRequests {
    /// Whether there was a request.
    pub(super) fn seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for CertificateRequests {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.seen.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}
