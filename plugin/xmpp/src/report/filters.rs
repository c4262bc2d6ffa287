//! How the template writes values.

#![expect(
    unreachable_pub,
    reason = "the macro makes public structs of the functions"
)]

use std::fmt::Display;

use askama::filters::{Html, Safe, escape};

/// The longest word that stays whole: as many letters as fit into a phone's
/// line.
const WHOLE: usize = 26;
/// The same for a box of the picture.
const WHOLE_IN_BOX: usize = 14;

/// Text with names and addresses in it: escaped, and with places where a line
/// may break between the parts of long ones, so that no part breaks in itself.
#[askama::filter_fn]
pub(super) fn names(
    text: impl Display,
    _values: &dyn askama::Values,
) -> askama::Result<Safe<String>> {
    breakable(&text.to_string(), WHOLE)
}

/// The same for a box that is narrower than a phone's line.
#[askama::filter_fn]
pub(super) fn narrow(
    text: impl Display,
    _values: &dyn askama::Values,
) -> askama::Result<Safe<String>> {
    breakable(&text.to_string(), WHOLE_IN_BOX)
}

fn breakable(text: &str, whole: usize) -> askama::Result<Safe<String>> {
    let mut written = String::with_capacity(text.len() * 2);
    for word in text.split_inclusive(' ') {
        match word.chars().count() > whole {
            false => written.push_str(&escape(word, Html)?.to_string()),
            true => {
                for part in parts(word, whole) {
                    written.push_str(&escape(part, Html)?.to_string());
                    written.push_str("<wbr>");
                }
            }
        }
    }
    Ok(Safe(written))
}

/// The parts of a long word: up to a separator, or as long as a line is wide.
fn parts(word: &str, whole: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut length) = (0, 0);
    for (index, letter) in word.char_indices() {
        length += 1;
        if matches!(letter, '.' | ':' | '/' | '-' | '_' | ',') && length > 1 || length == whole {
            let end = index + letter.len_utf8();
            parts.push(&word[begin..end]);
            (begin, length) = (end, 0);
        }
    }
    if begin < word.len() {
        parts.push(&word[begin..]);
    }
    parts
}

/// A coordinate of a drawing.
#[askama::filter_fn]
pub(super) fn fixed(number: &f64, _values: &dyn askama::Values) -> askama::Result<String> {
    Ok(format!("{number:.1}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_have_places_to_break_and_lose_nothing() {
        let word = "_xmpp-client._tcp.a-very-long-name-of-somebody.example.org";
        let parts = parts(word, WHOLE);
        assert_eq!(parts.concat(), word);
        assert_eq!(parts[..2], ["_xmpp-", "client."]);
        assert!(
            super::parts(&"x".repeat(100), WHOLE)
                .iter()
                .all(|part| part.len() <= WHOLE)
        );
    }
}
