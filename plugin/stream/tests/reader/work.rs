//! The reader's work grows with the bytes alone, however they come. What counts
//! is how many bytes it looks at, not how long that takes.

use checker_stream::reader::{MAX_BYTES, StreamReader};
use proptest::prelude::*;

use crate::read::HEADER;

/// A byte is looked at when it comes, and with the end of a token perhaps in
/// it once or twice more; and it may be moved once.
const PER_BYTE: usize = 4;
/// How much of a token is looked at to tell its kind.
const PER_TOKEN: usize = 50;

/// The work that `before` takes in one piece and `after` byte by byte.
fn work(before: &str, after: &str) -> (usize, usize) {
    let mut reader = StreamReader::new();
    reader.feed(before.as_bytes());
    let mut open = reader.next().is_ok();
    for byte in after.bytes() {
        reader.feed(&[byte]);
        while open {
            match reader.next() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => open = false,
            }
        }
    }
    (reader.work(), before.len() + after.len())
}

#[test]
fn what_is_long_and_incomplete_is_not_looked_at_again() {
    let long = "x".repeat(230_000);
    let trickle = 20_000;
    for (begin, more) in [
        // Quoted, so that the tag does not end.
        ("<a b='", ">"),
        ("<a b='", "<"),
        ("<a b=\"", "'>"),
        ("<![CDATA[", ">"),
        ("<![CDATA[", "]"),
        ("<![CDATA[", "]]"),
        ("<?xml ", ">"),
        ("<?xml ", "?"),
        ("", ">"),
        ("<a", " "),
    ] {
        let before = format!("{HEADER}{begin}{long}");
        let (work, bytes) = work(&before, &more.repeat(trickle / more.len()));
        assert!(bytes < MAX_BYTES);
        assert!(work <= PER_BYTE * bytes + PER_TOKEN, "{begin}: {work}");
    }
}

#[test]
fn whitespace_before_the_header_is_not_looked_at_again() {
    let (work, bytes) = work(&" ".repeat(230_000), &" ".repeat(20_000));
    assert!(work <= PER_BYTE * bytes, "{work}");
}

#[test]
fn many_small_elements_are_not_moved_again_and_again() {
    let elements = "<a/>".repeat(3_000);
    let mut reader = StreamReader::new();
    reader.feed(HEADER.as_bytes());
    reader.feed(elements.as_bytes());
    // More comes each time that one was taken.
    while let Ok(Some(_)) = reader.next() {
        reader.feed(b" ");
    }
    let bytes = HEADER.len() + elements.len() + 3_000;
    assert!(
        reader.work() <= PER_BYTE * bytes + PER_TOKEN,
        "{}",
        reader.work()
    );
}

proptest! {
    #[test]
    fn no_markup_makes_more_work(text in "[<>/!?\\[\\]a'\" &;-]{0,300}") {
        let (work, bytes) = work(HEADER, &text);
        let tokens = 1 + text.len();
        prop_assert!(work <= PER_BYTE * bytes + PER_TOKEN * tokens);
    }
}
