//! Certificates for the tests of checkers: authorities, and what they issue.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "of tests only"
)]

mod authority;

pub use authority::{Authority, Leaf, NOW};

use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};

/// Direct TLS at a host of the domain `example.org`.
pub fn entry() -> TlsEndpoint {
    TlsEndpoint {
        host: "im.example.org".into(),
        port: 5222,
        sni: "example.org".into(),
        starttls: Dialect::DirectTls,
        require_starttls: false,
        alpn: Vec::new(),
        authentic: None,
    }
}
