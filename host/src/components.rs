//! The checkers that come with this library, as component bytes.
//!
//! The build script makes them from `plugin/`.

/// The XMPP checker.
pub const XMPP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker_xmpp_plugin.wasm"));
/// The TLS checker, which the XMPP checker folds in.
pub const TLS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker_tls_plugin.wasm"));
