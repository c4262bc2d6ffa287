//! What stands at the end of a file with machine code: what it is, and how to
//! see whether it is whole.
//!
//! At the end, since the runtime maps a file from its beginning.

use super::identity::Identity;

/// Says what the file is, and the form of this seal in its last byte.
const MAGIC: [u8; 16] = *b"checker-xmpp\0\0\0\x01";
const LENGTH: usize = 16 + 32 + 8 + 4;

/// How many bytes of a file are its seal.
pub(super) const BYTES: u64 = LENGTH as u64;

/// The seal of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// CRC-32 of the code.
    pub(super) checksum: u32,
    identity: [u8; 32],
    length: u64,
}

impl Seal {
    /// As many bytes as a seal has, to be read into.
    pub(super) const NONE: [u8; LENGTH] = [0; LENGTH];

    pub(super) fn of(code: &[u8], identity: &Identity) -> Self {
        Self {
            checksum: crc32fast::hash(code),
            identity: *identity.bytes(),
            length: code.len() as u64,
        }
    }

    /// How many bytes of code there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn to_bytes(&self) -> [u8; LENGTH] {
        let mut bytes = Self::NONE;
        bytes[..16].copy_from_slice(&MAGIC);
        bytes[16..48].copy_from_slice(&self.identity);
        bytes[48..56].copy_from_slice(&self.length.to_le_bytes());
        bytes[56..].copy_from_slice(&self.checksum.to_le_bytes());
        bytes
    }

    /// Reads the seal of a file of so many bytes that is to hold this code;
    /// nothing where it is another's.
    pub(super) fn read(bytes: [u8; LENGTH], file: u64, identity: &Identity) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<16>()?;
        let (found, rest) = rest.split_first_chunk::<32>()?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let seal = Self {
            checksum: u32::from_le_bytes(*rest.first_chunk()?),
            identity: *found,
            length: u64::from_le_bytes(*length),
        };
        let is_it = *magic == MAGIC
            && seal.identity == *identity.bytes()
            && seal.length.checked_add(BYTES) == Some(file);
        is_it.then_some(seal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_read_only_where_every_byte_of_it_is_as_it_was_written() {
        let engine = wasmtime::Engine::default();
        let (identity, other) = (
            Identity::of(&engine, &[1; 32]),
            Identity::of(&engine, &[2; 32]),
        );
        let seal = Seal::of(b"code", &identity);
        let bytes = seal.to_bytes();
        let file = 4 + BYTES;
        assert_eq!(Seal::read(bytes, file, &identity).as_ref(), Some(&seal));
        assert_eq!(Seal::read(bytes, file, &other), None);
        assert_eq!(Seal::read(bytes, file + 1, &identity), None);
        for at in 0..bytes.len() {
            let mut flipped = bytes;
            flipped[at] ^= 1;
            assert_ne!(
                Seal::read(flipped, file, &identity).as_ref(),
                Some(&seal),
                "{at}"
            );
        }
    }
}
