//! The link to a form that is filled in with the options of a check.

use std::fmt::Write;

use super::fields::fields;
use crate::model::{Definition, Options};

/// The longest query: a link has to fit into the head of a request.
const MAX_QUERY: usize = 4 * 1024;

/// The query of the form for these options; empty where they are too long for
/// one.
pub(super) fn again(definition: &Definition, options: &Options) -> String {
    let given = fields(definition).filter(|field| !field.secret);
    let pairs = given.filter_map(|field| {
        let value = options.get(&field.id)?;
        let text = value.text().unwrap_or_else(|| value.to_string());
        Some(format!("{}={}", encoded(&field.id), encoded(&text)))
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    match query.len() <= MAX_QUERY {
        true => query,
        false => String::new(),
    }
}

/// A part of a query, with all that could mean something else as its octets
/// (RFC 3986 §2.1).
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            // Writing into memory does not fail.
            other => drop(write!(encoded, "%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn a_link_has_what_a_visitor_may_say_and_nothing_of_the_administrators() {
        let options = Options::new()
            .with("domain", "a&b=é.example")
            .with("timeout", 5u64)
            .with("token", "geheim");
        let query = again(&example::definition(), &options);
        assert_eq!(query, "domain=a%26b%3D%C3%A9.example&timeout=5");
    }

    #[test]
    fn what_is_too_long_for_a_link_is_in_none() {
        let options = Options::new().with("domain", "a".repeat(MAX_QUERY).as_str());
        assert_eq!(again(&example::definition(), &options), "");
    }
}
