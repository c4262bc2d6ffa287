//! The XML stream reader, and the session that reads with it.

use checker_stream::reader::{Event, ReadError, StreamReader};

use crate::excerpts::without_excerpt;
use crate::session;

/// The events of a stream do not depend on how its bytes were cut, and neither
/// does what a session makes of them.
///
/// The first two bytes say how to cut the rest.
#[expect(clippy::missing_panics_doc, reason = "that is what a target is for")]
pub fn stream(data: &[u8]) {
    let [seed, size, bytes @ ..] = data else {
        return;
    };
    let pieces: Vec<&[u8]> = cut(bytes, *seed, *size);
    assert_eq!(read(&[bytes]), read(&pieces));
    session::holds(bytes, &pieces);
}

/// The events and how reading ended. All bytes are fed whatever the events,
/// as a connection would.
fn read(pieces: &[&[u8]]) -> (Vec<Event>, Option<ReadError>) {
    let mut reader = StreamReader::new();
    let mut events = Vec::new();
    for piece in pieces {
        reader.feed(piece);
        loop {
            match reader.next() {
                Ok(Some(event)) => events.push(event),
                Ok(None) => break,
                Err(error) => return (events, Some(without_excerpt(error))),
            }
        }
    }
    // Each byte is looked at when it comes, in the end of a token once or twice
    // more, and moved once; to tell a token's kind it takes nine.
    let bytes: usize = pieces.iter().map(|piece| piece.len()).sum();
    assert!(
        reader.work() <= (4 + 9) * bytes,
        "{} for {bytes}",
        reader.work()
    );
    (events, None)
}

/// Pieces of up to `size` bytes, their lengths varied by `seed`.
fn cut(mut bytes: &[u8], seed: u8, size: u8) -> Vec<&[u8]> {
    let mut state = u32::from(seed) | 1;
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let length = 1 + (state >> 16) as usize % (usize::from(size) + 1);
        let (piece, rest) = bytes.split_at(length.min(bytes.len()));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}
