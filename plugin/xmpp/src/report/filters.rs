//! How the template writes values.

#![expect(
    unreachable_pub,
    reason = "the macro makes public structs of the functions"
)]

use std::fmt::Display;

use askama::filters::{Html, Safe, escape};

/// The longest word that stays whole: as many letters as fit into a phone's
/// line, and into a box of the picture.
const WHOLE: usize = 26;
/// The longest word that is written in full, over several lines if need be.
const FULL: usize = 64;
/// The longest name in the title of a browser's window.
const BRIEF: usize = 40;
/// The most letters of punctuation that go with what is before them.
const TAIL: usize = 3;

/// Text with names and addresses in it: escaped, whole words kept on one line,
/// long ones with places between their parts where a line may break, and very
/// long ones cut in the middle.
#[askama::filter_fn]
pub(super) fn names(
    text: impl Display,
    _values: &dyn askama::Values,
) -> askama::Result<Safe<String>> {
    written(&text.to_string(), FULL)
}

/// The same without cuts: where a name is looked up.
#[askama::filter_fn]
pub(super) fn full(
    text: impl Display,
    _values: &dyn askama::Values,
) -> askama::Result<Safe<String>> {
    written(&text.to_string(), usize::MAX)
}

/// A name on one line, cut in the middle where it is too long for that.
#[askama::filter_fn]
pub(super) fn short(
    text: impl Display,
    _values: &dyn askama::Values,
) -> askama::Result<Safe<String>> {
    written(&text.to_string(), WHOLE)
}

/// A name for a title, without any markup.
#[askama::filter_fn]
pub(super) fn brief(text: impl Display, _values: &dyn askama::Values) -> askama::Result<String> {
    let text = text.to_string();
    let length = text.chars().count();
    Ok(match length > BRIEF {
        true => cut(&text, length, BRIEF),
        false => text,
    })
}

/// Words of up to `full` letters in full, longer ones cut to as many.
fn written(text: &str, full: usize) -> askama::Result<Safe<String>> {
    let mut written = String::with_capacity(text.len() * 2);
    for (position, word) in text.split(' ').enumerate() {
        if position > 0 {
            written.push(' ');
        }
        let length = word.chars().count();
        if length > full {
            written.push_str(&format!("<span title=\"{}\">", escape(word, Html)?));
            push(&mut written, &cut(word, length, full))?;
            written.push_str("</span>");
        } else {
            push(&mut written, word)?;
        }
    }
    Ok(Safe(written))
}

fn push(written: &mut String, word: &str) -> askama::Result<()> {
    if word.chars().count() > WHOLE {
        for part in parts(word) {
            written.push_str(&escape(part, Html)?.to_string());
            written.push_str("<wbr>");
        }
    } else if word.contains(may_break) {
        written.push_str(&format!("<span class=\"w\">{}</span>", escape(word, Html)?));
    } else {
        written.push_str(&escape(word, Html)?.to_string());
    }
    Ok(())
}

/// Whether a browser breaks a line beside the letter, inside a word.
fn may_break(letter: char) -> bool {
    !letter.is_ascii_alphanumeric() && !matches!(letter, '.' | ',' | ':' | ';' | '_' | '\'')
}

/// The word with an ellipsis for its middle.
fn cut(word: &str, length: usize, kept: usize) -> String {
    let end = kept.saturating_sub(1) / 2;
    let begin = kept.saturating_sub(1) - end;
    let head = word.chars().take(begin);
    let tail = word.chars().skip(length - end);
    head.chain(['…']).chain(tail).collect()
}

/// The parts of a long word: up to a separator, or as long as a line is wide.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut length) = (0, 0);
    for (index, letter) in word.char_indices() {
        length += 1;
        let separates = matches!(letter, '.' | ':' | '/' | '-' | '_' | ',') && length > 1;
        let end = index + letter.len_utf8();
        let is_last = word.len() - end <= TAIL;
        if (separates && !is_last) || length == WHOLE {
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
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn html(text: &str, full: usize) -> String {
        written(text, full).unwrap().0
    }

    #[test]
    fn long_words_have_places_to_break_and_lose_nothing() {
        let word = "_xmpp-client._tcp.a-very-long-name-of-somebody.example.org";
        let parts = parts(word);
        assert_eq!(parts.concat(), word);
        assert_eq!(parts[..2], ["_xmpp-", "client."]);
        let long = "x".repeat(100);
        assert!(super::parts(&long).iter().all(|part| part.len() <= WHOLE));
    }

    #[test]
    fn words_that_fit_into_a_line_are_not_broken() {
        let date = html("ends on 2026-01-18, soon", FULL);
        assert_eq!(date, "ends on <span class=\"w\">2026-01-18,</span> soon");
        assert_eq!(html("plain words: a.b", FULL), "plain words: a.b");
        assert_eq!(
            html("(new.trouble.example:5222)", FULL),
            "<span class=\"w\">(new.trouble.example:5222)</span>"
        );
        // The bracket goes with what it closes.
        let longer = html("(newest.trouble.example.org:5222)", FULL);
        assert!(longer.ends_with("<wbr>5222)<wbr>"), "{longer}");
    }

    #[test]
    fn very_long_names_are_cut_in_the_middle_and_told_in_full_beside() {
        let name = format!("{}.example.org", "a".repeat(100));
        let short = html(&name, WHOLE);
        let expected = format!(
            "<span title=\"{name}\"><span class=\"w\">{}….example.org</span></span>",
            "a".repeat(13)
        );
        assert_eq!(short, expected);
        assert!(!html(&name, usize::MAX).contains('…'));
        let evil = html(&"<\"".repeat(100), WHOLE);
        assert!(!evil.contains("<\"<") && !evil.contains("\"\""), "{evil}");
    }
}
