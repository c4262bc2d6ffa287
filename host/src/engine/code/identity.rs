//! What machine code was made of: whatever differs in it makes other code.

use std::fmt::Write;
use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256};

/// How names of files with machine code end.
pub(super) const ENDING: &str = ".code";

/// A hash of the component, the program's version, and all that decides how the
/// runtime compiles: its version, the processor compiled for with its features,
/// and the engine's settings. A component can be anybody's, so that nobody may
/// find two of one hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity([u8; 32]);

impl Identity {
    pub(super) fn of(engine: &wasmtime::Engine, component: &[u8; 32]) -> Self {
        let mut hash = Sha256::new();
        hash.update(component);
        env!("CARGO_PKG_VERSION").hash(&mut Fed(&mut hash));
        engine
            .precompile_compatibility_hash()
            .hash(&mut Fed(&mut hash));
        Self(hash.finalize().into())
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The name of the file with this code.
    pub(super) fn file_name(&self) -> String {
        let mut name = String::new();
        for byte in self.0 {
            let _ = write!(name, "{byte:02x}");
        }
        name + ENDING
    }
}

/// Whether a file of this name is one of ours.
pub(super) fn is_file_name(name: &str) -> bool {
    name.strip_suffix(ENDING).is_some_and(|hash| {
        hash.len() == 64
            && hash
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Feeds a cryptographic hash with what the runtime would have a table hash.
struct Fed<'a>(&'a mut Sha256);

impl Hasher for Fed<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Nobody asks: the hash is taken whole.
    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(settings: &wasmtime::Config) -> wasmtime::Engine {
        wasmtime::Engine::new(settings).unwrap()
    }

    #[test]
    fn component_and_settings_make_the_name_and_nothing_else() {
        let plain = wasmtime::Config::new();
        let mut other = wasmtime::Config::new();
        other.epoch_interruption(true);
        let name = |settings, component| Identity::of(&engine(settings), component).file_name();
        assert_eq!(name(&plain, &[1; 32]), name(&plain, &[1; 32]));
        assert_ne!(name(&plain, &[1; 32]), name(&plain, &[2; 32]));
        assert_ne!(name(&plain, &[1; 32]), name(&other, &[1; 32]));
        assert!(is_file_name(&name(&plain, &[1; 32])));
        for foreign in ["a.code", "notes.txt", &"g".repeat(64), &"A".repeat(69)] {
            assert!(!is_file_name(foreign), "{foreign}");
        }
    }
}
