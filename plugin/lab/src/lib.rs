//! What the tests of checkers share: authorities with what they issue, and what
//! rules say.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "of tests only"
)]

mod authority;
mod verdicts;

pub use authority::{Authority, Leaf, NOW};
pub use verdicts::{judged, states};

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
