//! What a result is found by.

use std::fmt;

use sha2::{Digest, Sha256};

/// How many digits a link has: 128 bits.
const DIGITS: usize = 32;

/// A number that nobody can guess, as it stands in an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::serve) struct Link(String);

/// What is kept of a link. Whoever reads the file learns no link from it, so none
/// that could be followed once what the file holds is gone.
pub(in crate::serve) type LinkHash = [u8; 32];

impl Link {
    /// One that there has not been before.
    pub(in crate::serve) fn random() -> Self {
        Self(format!("{:0DIGITS$x}", rand::random::<u128>()))
    }

    /// The link of this text; `None` where it has not the form of one.
    pub(in crate::serve) fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        match text.len() == DIGITS && text.bytes().all(is_digit) {
            true => Some(Self(text.to_owned())),
            false => None,
        }
    }

    /// What it is found by.
    pub(in crate::serve) fn hash(&self) -> LinkHash {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_was_written_and_nothing_else_is_one() {
        let link = Link::random();
        assert_eq!(Link::parse(&link.to_string()), Some(link.clone()));
        assert_ne!(Link::random(), link);
        for other in ["", "0123", "style.css", &"g".repeat(32), &"A".repeat(32)] {
            assert_eq!(Link::parse(other), None, "{other}");
        }
        assert_eq!(Link::parse(&"0".repeat(33)), None);
    }
}
