//! Where the next piece of markup or text ends, found by looking at each byte
//! once, whatever the pieces that the bytes come in.

use super::error::ReadError;

const CDATA: &[u8] = b"<![CDATA[";

/// Looks for the end of one token after the other.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    kind: Option<Kind>,
    /// How much of the token was looked at.
    seen: usize,
    /// How many bytes were looked at in all, some of them twice.
    looked_at: usize,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Complete when the next markup begins.
    Text,
    Section,
    Instruction,
    /// Within such quotation marks.
    Tag(Option<u8>),
}

impl Scanner {
    /// The length of the token at the beginning of `bytes`, once its end is
    /// there. Until it is, `bytes` may only grow.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Result<Option<usize>, ReadError> {
        let kind = match self.kind {
            Some(kind) => kind,
            None => {
                self.looked_at += bytes.len().min(CDATA.len());
                match kind(bytes)? {
                    None => return Ok(None),
                    Some(kind) => *self.kind.insert(kind),
                }
            }
        };
        let end = match kind {
            Kind::Text => self.find(bytes, 0, b"<").map(|end| end - 1),
            Kind::Section => self.find(bytes, CDATA.len(), b"]]>"),
            Kind::Instruction => self.find(bytes, 1, b"?>"),
            Kind::Tag(quote) => self.tag_end(bytes, quote)?,
        };
        match end {
            None => self.seen = bytes.len(),
            Some(_) => (self.kind, self.seen) = (None, 0),
        }
        Ok(end)
    }

    /// How many bytes were looked at so far.
    pub(super) fn looked_at(&self) -> usize {
        self.looked_at
    }

    /// The end of the first `wanted` from `start` on.
    fn find(&mut self, bytes: &[u8], start: usize, wanted: &[u8]) -> Option<usize> {
        // It may have begun in what was looked at before.
        let from = self.seen.saturating_sub(wanted.len() - 1).max(start);
        let fresh = bytes.get(from..)?;
        let found = fresh
            .windows(wanted.len())
            .position(|window| window == wanted)
            .map(|at| at + wanted.len());
        self.looked_at += found.unwrap_or(fresh.len());
        Some(from + found?)
    }

    fn tag_end(&mut self, bytes: &[u8], mut quote: Option<u8>) -> Result<Option<usize>, ReadError> {
        for (index, byte) in bytes.iter().enumerate().skip(self.seen.max(1)) {
            self.looked_at += 1;
            match (quote, byte) {
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'>') => return Ok(Some(index + 1)),
                (None, b'<') => return Err(ReadError::malformed("a tag inside a tag")),
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        self.kind = Some(Kind::Tag(quote));
        Ok(None)
    }
}

/// What begins like this; `None` while there are too few bytes to tell.
///
/// RFC 6120 §11.1: what is forbidden is told from its first bytes, so that
/// nothing waits for its end; and only from them, so that the verdict is the
/// same however the bytes come.
fn kind(bytes: &[u8]) -> Result<Option<Kind>, ReadError> {
    match bytes {
        [] | [b'<'] | [b'<', b'!'] | [b'<', b'!', b'-'] => Ok(None),
        [b'<', b'?', ..] => Ok(Some(Kind::Instruction)),
        [b'<', b'!', b'-', b'-', ..] => Err(ReadError::forbidden("a comment")),
        [b'<', b'!', b'D', ..] => Err(ReadError::forbidden("a document type declaration (DTD)")),
        _ if bytes.starts_with(CDATA) => Ok(Some(Kind::Section)),
        _ if CDATA.starts_with(bytes) => Ok(None),
        [b'<', b'!', ..] => Err(ReadError::malformed("unknown markup")),
        [b'<', ..] => Ok(Some(Kind::Tag(None))),
        _ => Ok(Some(Kind::Text)),
    }
}
