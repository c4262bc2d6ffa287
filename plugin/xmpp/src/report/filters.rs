//! How the template writes values.

#![expect(
    unreachable_pub,
    reason = "the macro makes public structs of the functions"
)]

use std::fmt::Display;

use askama::filters::{Html, Safe, escape};

/// After so many characters without a place to break, there is one: digests,
/// and names that somebody made up.
const LONGEST: usize = 24;

/// Text with names and addresses in it: escaped, and with places where a line
/// may break between their parts, so that no part breaks in itself.
#[askama::filter_fn]
pub(super) fn names(
    text: impl Display,
    _values: &dyn askama::Values,
) -> askama::Result<Safe<String>> {
    let text = text.to_string();
    let mut broken = String::with_capacity(text.len() * 2);
    let mut run = 0_usize;
    let mut part = 0_usize;
    for (index, letter) in text.char_indices() {
        run = match letter {
            ' ' | '.' | ':' | ',' | '_' | '-' | '/' => 0,
            _ => run + 1,
        };
        if (run == 0 && letter != ' ') || run == LONGEST {
            let end = index + letter.len_utf8();
            broken.push_str(&escape(&text[part..end], Html)?.to_string());
            broken.push_str("<wbr>");
            (part, run) = (end, 0);
        }
    }
    broken.push_str(&escape(&text[part..], Html)?.to_string());
    Ok(Safe(broken))
}

/// A coordinate of a drawing.
#[askama::filter_fn]
pub(super) fn fixed(number: &f64, _values: &dyn askama::Values) -> askama::Result<String> {
    Ok(format!("{number:.1}"))
}
