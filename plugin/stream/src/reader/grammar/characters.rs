//! Characters and names.

/// XML §2.3, `S`.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Where the first character is that may stand nowhere.
pub(super) fn excluded(text: &str) -> Option<usize> {
    text.find(|character| !is_character(character))
}

/// Where the first reference to such a character is.
pub(super) fn excluded_reference(text: &str) -> Option<usize> {
    let mut references = text.match_indices("&#").map(|(at, _)| at);
    references.find(|at| {
        let digits = text[at + 2..].split(';').next().unwrap_or_default();
        let number = match digits.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        let character = number.ok().and_then(char::from_u32);
        !character.is_some_and(is_character)
    })
}

/// Namespaces in XML §4, `QName`.
pub(super) fn is_qualified_name(name: &str) -> bool {
    match name.split_once(':') {
        None => is_name(name),
        Some((prefix, local)) => is_name(prefix) && is_name(local),
    }
}

/// Namespaces in XML §3, `NCName`.
fn is_name(name: &str) -> bool {
    name.starts_with(may_begin_name) && name.chars().all(may_stand_in_name)
}

/// XML §2.2, `Char`.
fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// XML §2.3, `NameStartChar` without the colon.
fn may_begin_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// XML §2.3, `NameChar` without the colon.
fn may_stand_in_name(character: char) -> bool {
    may_begin_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
