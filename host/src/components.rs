//! The checkers that come with this library, as component bytes.
//!
//! The build script makes them from `plugin/`.

#[cfg(feature = "cli")]
pub(crate) mod flags;

#[cfg(feature = "cli")]
use crate::model::Outline;

/// What the program does with them, for its help.
#[cfg(feature = "cli")]
pub(crate) const ABOUT: &str = "Checks the XMPP (Jabber) deployment of a domain: what is wrong, \
                                for whom, and how to mend it";

/// The version of the components: they are of the same workspace.
#[cfg(feature = "cli")]
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The root store that the TLS checker has compiled in, as its definition says.
#[cfg(feature = "cli")]
pub(crate) const ROOT_STORE: &str =
    include_str!("../../plugin/tls/root-store.txt").trim_ascii_end();

/// The identifier of the main one.
pub const DEFAULT: &str = "xmpp";

// Statics, not constants: each is in the program once, wherever it is used.

/// The XMPP checker.
pub static XMPP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker_xmpp_plugin.wasm"));
/// The TLS checker, which the XMPP checker folds in.
pub static TLS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker_tls_plugin.wasm"));
/// The DANE checker, which the XMPP checker folds in, too.
pub static DANE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/checker_dane_plugin.wasm"));

/// A checker that comes with this library.
#[derive(Debug, Clone, Copy)]
pub struct Bundled {
    /// Its identifier.
    pub id: &'static str,
    /// The component.
    pub bytes: &'static [u8],
    /// The SHA-256 of these bytes, taken when they were built.
    pub digest: [u8; 32],
    /// Its [`Outline`](crate::model::Outline) as JSON, so that it can be spoken of
    /// before it is loaded: a test compares it with what the component says.
    pub outline: &'static str,
}

/// All of them, the one that is meant where none is named first.
pub fn bundled() -> [Bundled; 3] {
    [
        Bundled {
            id: "xmpp",
            bytes: XMPP,
            digest: *include_bytes!(concat!(env!("OUT_DIR"), "/checker_xmpp_plugin.wasm.sha256")),
            outline: include_str!("components/outlines/xmpp.json"),
        },
        Bundled {
            id: "tls",
            bytes: TLS,
            digest: *include_bytes!(concat!(env!("OUT_DIR"), "/checker_tls_plugin.wasm.sha256")),
            outline: include_str!("components/outlines/tls.json"),
        },
        Bundled {
            id: "dane",
            bytes: DANE,
            digest: *include_bytes!(concat!(env!("OUT_DIR"), "/checker_dane_plugin.wasm.sha256")),
            outline: include_str!("components/outlines/dane.json"),
        },
    ]
}

/// What is known of them without loading them, in the same order.
#[cfg(feature = "cli")]
pub(crate) fn outlines() -> Vec<Outline> {
    let outlines = bundled().into_iter();
    // A test reads each: there is none that cannot be read.
    let outlines = outlines.filter_map(|one| serde_json::from_str(one.outline).ok());
    outlines.collect()
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    #[cfg(feature = "cli")]
    fn there_is_an_outline_of_each() {
        let outlines = outlines();
        let ids: Vec<&str> = outlines.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, bundled().map(|one| one.id));
    }

    #[test]
    fn the_digests_are_those_of_the_components() {
        for Bundled {
            id, bytes, digest, ..
        } in bundled()
        {
            assert_eq!(digest, <[u8; 32]>::from(Sha256::digest(bytes)), "{id}");
        }
    }
}
