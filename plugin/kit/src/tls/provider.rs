//! The one place that names the cryptographic library.

use std::sync::{Arc, LazyLock};

use rustls::crypto::CryptoProvider;

/// The provider: pure Rust, so that the component builds without a C compiler
/// for WebAssembly. The probe sends no secret, so side channels are no concern.
pub fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> =
        LazyLock::new(|| Arc::new(rustls_rustcrypto::provider()));
    PROVIDER.clone()
}
