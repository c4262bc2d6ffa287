//! Lines of text, as the protocols of mail have them, with bounds.

use checker_kit::text::excerpt;

use crate::failure::FailureCause;

/// The longest line, in bytes: those of capabilities are the longest there are
/// (RFC 7162 §4 asks clients for 8192).
const MAX_LINE: usize = 8 * 1024;
/// The most lines before TLS.
const MAX_LINES: usize = 512;
/// How much of a line is shown.
const SHOWN: usize = 80;

/// What the server says, line by line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    said: Vec<u8>,
    taken: usize,
    count: usize,
}

impl Lines {
    pub(super) fn hear(&mut self, said: &[u8]) {
        self.said.drain(..std::mem::take(&mut self.taken));
        self.said.extend_from_slice(said);
    }

    /// The next whole line without its end.
    pub(super) fn next(&mut self) -> Result<Option<String>, FailureCause> {
        let rest = self.rest();
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            return match rest.len() > MAX_LINE {
                true => Err(FailureCause::TooMuch),
                false => Ok(None),
            };
        };
        if length > MAX_LINE || self.count == MAX_LINES {
            return Err(FailureCause::TooMuch);
        }
        let line = String::from_utf8_lossy(&rest[..length]);
        let line = line.trim_end_matches('\r').to_owned();
        self.taken += length + 1;
        self.count += 1;
        Ok(Some(line))
    }

    /// What came after the last line that was taken.
    pub(super) fn rest(&self) -> &[u8] {
        self.said.get(self.taken..).unwrap_or_default()
    }
}

/// A line that leads no further.
pub(super) fn reply(line: &str) -> FailureCause {
    FailureCause::Reply(excerpt(line.as_bytes(), SHOWN))
}
