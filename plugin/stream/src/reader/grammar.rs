//! The rules of XML 1.0 that a token can break and still be read.
//!
//! The parser takes what it can make sense of. A strict one, as most servers
//! and clients use, ends the stream instead (RFC 6120 §4.9.3.13).

mod characters;

use crate::ill_formed::XmlFault;
use characters::{excluded, excluded_reference, is_qualified_name, is_space};

/// Where a fault is reported: which one, and at which byte of the token.
pub(super) type Report<'a> = dyn FnMut(XmlFault, usize) + 'a;

/// Checks one whole token.
pub(super) fn check(token: &str, report: &mut Report<'_>) {
    if let Some(at) = excluded(token) {
        report(XmlFault::Character, at);
    }
    match token.as_bytes() {
        // Anything but its end may stand in a CDATA section (XML §2.7), and an
        // end tag is compared with its start tag.
        [b'<', b'!' | b'/', ..] => {}
        [b'<', b'?', ..] => declaration(token, report),
        [b'<', ..] => tag(token, report),
        _ => {
            if let Some(at) = excluded_reference(token) {
                report(XmlFault::CharacterReference, at);
            }
            if let Some(at) = token.find("]]>") {
                report(XmlFault::SectionEndInText, at);
            }
        }
    }
}

/// XML §3.1.
fn tag(token: &str, report: &mut Report<'_>) {
    let inner = token.strip_suffix('>').unwrap_or(token);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name_end = inner.find(is_space).unwrap_or(inner.len());
    let name = inner.get(1..name_end).unwrap_or_default();
    if !is_qualified_name(name) {
        report(XmlFault::Name, 0);
    }
    for attribute in attributes(inner, name_end, report) {
        if !is_qualified_name(attribute.name) {
            report(XmlFault::Name, attribute.name_at);
        }
        if let Some(at) = attribute.value.find('<') {
            report(XmlFault::LessThanInValue, attribute.value_at + at);
        }
        if let Some(at) = excluded_reference(attribute.value) {
            report(XmlFault::CharacterReference, attribute.value_at + at);
        }
    }
}

/// XML §2.8.
fn declaration(token: &str, report: &mut Report<'_>) {
    let inner = token.strip_suffix("?>").unwrap_or(token);
    let begin = "<?xml".len();
    let attributes = attributes(inner, begin, report);
    let end = attributes.last().map_or(begin, Attribute::end);
    let nothing_else = past_space(inner, end) == inner.len();
    let pairs: Vec<(&str, &str)> = attributes.iter().map(|a| (a.name, a.value)).collect();
    let (version, others) = match pairs.as_slice() {
        [("version", version), others @ ..] => (*version, others),
        others => ("", others),
    };
    let minor = version.strip_prefix("1.").unwrap_or_default();
    let version_1 = !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit());
    // RFC 6120 §11.6: the stream is UTF-8, whatever else could be declared.
    let others = match others {
        [("encoding", encoding), others @ ..] if encoding.eq_ignore_ascii_case("utf-8") => others,
        others => others,
    };
    let known = matches!(others, [] | [("standalone", "yes" | "no")]);
    if !version_1 || !known || !nothing_else {
        report(XmlFault::Declaration, 0);
    }
}

struct Attribute<'a> {
    name: &'a str,
    name_at: usize,
    value: &'a str,
    value_at: usize,
}

impl Attribute<'_> {
    /// The first byte behind its closing quote.
    fn end(&self) -> usize {
        self.value_at + self.value.len() + 1
    }
}

/// The attributes of a tag from its byte `at` on, as far as it has the form of
/// attributes.
fn attributes<'a>(tag: &'a str, mut at: usize, report: &mut Report<'_>) -> Vec<Attribute<'a>> {
    let mut found = Vec::new();
    loop {
        let name_at = past_space(tag, at);
        if tag.get(name_at..).is_none_or(str::is_empty) {
            return found;
        }
        if name_at == at {
            report(XmlFault::MissingSpace, at);
        }
        let Some(attribute) = attribute(tag, name_at) else {
            return found;
        };
        at = attribute.end();
        found.push(attribute);
    }
}

/// The attribute whose name begins at the byte `name_at` (XML §3.1: Attribute).
fn attribute(tag: &str, name_at: usize) -> Option<Attribute<'_>> {
    let rest = tag.get(name_at..)?;
    let (name, _) = rest.split_at(rest.find(|c| is_space(c) || c == '=')?);
    let equals_at = past_space(tag, name_at + name.len());
    tag.get(equals_at..)?.strip_prefix('=')?;
    let quote_at = past_space(tag, equals_at + 1);
    let mut rest = tag.get(quote_at..)?.chars();
    let quote = rest.next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let value_at = quote_at + 1;
    let (value, _) = rest.as_str().split_once(quote)?;
    Some(Attribute {
        name,
        name_at,
        value,
        value_at,
    })
}

/// The first byte from `at` on that is no space.
fn past_space(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(|c| !is_space(c)).unwrap_or(rest.len())
}
