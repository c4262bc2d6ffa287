//! The bytes that came and were not used yet.

use super::limits::MAX_BYTES;

/// A bounded piece of the stream, and where it stands in it.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    position: usize,
    /// How many bytes came before those in `bytes`.
    dropped: usize,
    full: bool,
    /// How many bytes were moved to make room.
    moved: usize,
}

impl Buffer {
    /// Takes in bytes, up to [`MAX_BYTES`] over the whole stream.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        // Never more is moved than was used up: over the whole stream no more
        // than came.
        if self.position >= self.bytes.len() - self.position {
            self.bytes.drain(..self.position);
            self.dropped += self.position;
            self.position = 0;
            self.moved += self.bytes.len();
        }
        let room = MAX_BYTES - self.dropped - self.bytes.len();
        self.full |= bytes.len() > room;
        self.bytes.extend(bytes.iter().take(room));
    }

    /// The bytes that were not used yet.
    pub(super) fn rest(&self) -> &[u8] {
        &self.bytes[self.position..]
    }

    /// How many bytes of the stream come before the rest.
    pub(super) fn offset(&self) -> usize {
        self.dropped + self.position
    }

    /// Uses up bytes of the rest.
    pub(super) fn advance(&mut self, count: usize) {
        self.position += count;
    }

    /// Whether more came than is read of one stream.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// How many bytes were moved so far.
    pub(super) fn moved(&self) -> usize {
        self.moved
    }
}
