//! The checkers that come with this library, as component bytes.
//!
//! The build script makes them from `plugin/`.

#[cfg(feature = "cli")]
pub(crate) mod flags;

use std::sync::LazyLock;

use crate::model::Definition;

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
    /// Its [`Definition`] as JSON, so that it can be spoken of, and asked, before
    /// all are loaded: a test compares it with what the component says.
    pub definition: &'static str,
}

impl Bundled {
    /// What it says of itself, without loading it; there is one, while the tests of
    /// this project pass.
    pub fn definition(&self) -> Option<&'static Definition> {
        definitions().iter().find(|one| one.id == self.id)
    }
}

/// All of them, the one that is meant where none is named first.
pub fn bundled() -> [Bundled; 3] {
    [
        Bundled {
            id: "xmpp",
            bytes: XMPP,
            digest: *include_bytes!(concat!(env!("OUT_DIR"), "/checker_xmpp_plugin.wasm.sha256")),
            definition: include_str!("components/definitions/xmpp.json"),
        },
        Bundled {
            id: "tls",
            bytes: TLS,
            digest: *include_bytes!(concat!(env!("OUT_DIR"), "/checker_tls_plugin.wasm.sha256")),
            definition: include_str!("components/definitions/tls.json"),
        },
        Bundled {
            id: "dane",
            bytes: DANE,
            digest: *include_bytes!(concat!(env!("OUT_DIR"), "/checker_dane_plugin.wasm.sha256")),
            definition: include_str!("components/definitions/dane.json"),
        },
    ]
}

/// What they say of themselves, in the same order.
pub(crate) fn definitions() -> &'static [Definition] {
    // More than one part of the program asks, and a start takes milliseconds.
    static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
        let definitions = bundled().into_iter();
        // A test reads each: there is none that cannot be read.
        let definitions = definitions.filter_map(|one| serde_json::from_str(one.definition).ok());
        definitions.collect()
    });
    &DEFINITIONS
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn there_is_a_definition_of_each() {
        for bundled in bundled() {
            assert_eq!(bundled.definition().unwrap().id, bundled.id);
        }
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
