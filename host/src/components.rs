//! The checkers that come with this library, as component bytes.
//!
//! The build script makes them from `plugin/`.

#[cfg(feature = "cli")]
pub(crate) mod flags;

/// What the program does with them, for its help.
#[cfg(feature = "cli")]
pub(crate) const ABOUT: &str = "Checks the XMPP (Jabber) deployment of a domain: what is wrong, \
                                for whom, and how to mend it";

/// The identifier of the main one.
pub const DEFAULT: &str = "xmpp";

/// The XMPP checker.
pub const XMPP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker_xmpp_plugin.wasm"));
/// The TLS checker, which the XMPP checker folds in.
pub const TLS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker_tls_plugin.wasm"));

/// All of them by their identifiers, the one that is meant where none is named
/// first.
pub fn bundled() -> [(&'static str, &'static [u8]); 2] {
    [("xmpp", XMPP), ("tls", TLS)]
}
