//! The one place that names the cryptographic library.

use std::sync::{Arc, LazyLock};

use rustls::crypto::CryptoProvider;

/// The provider: pure Rust, so that the component builds without a C compiler
/// for WebAssembly. It is not hardened against side channels: a probe sends no
/// secret, and a key that it signs with is to be one for probing only.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> =
        LazyLock::new(|| Arc::new(rustls_rustcrypto::provider()));
    PROVIDER.clone()
}
