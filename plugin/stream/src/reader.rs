//! Reads a stream from bytes as they come, in pieces of any size.
//!
//! The events do not depend on how the bytes were cut, and the work grows with
//! their number alone. What RFC 6120 §11.1 forbids (comments, processing
//! instructions, DTDs, entities) is an error, and so is anything past the
//! [bounds](MAX_BYTES): a server that has not authenticated anybody yet has
//! little to say. What is not well-formed and can be read all the same is read,
//! and [noted](StreamReader::take_ill_formed).

mod bindings;
mod buffer;
mod error;
mod event;
mod faults;
mod foreign;
mod grammar;
mod limits;
mod namespaces;
mod opening;
mod scanner;
mod token;
mod tree;

use crate::ill_formed::{IllFormed, XmlFault};
use buffer::Buffer;
pub use error::ReadError;
pub use event::Event;
use faults::Faults;
pub use foreign::Foreign;
pub use limits::{MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS};
use scanner::Scanner;
use token::Token;
use tree::Tree;

/// The reader of one stream. After an error it has nothing more to say.
#[derive(Debug, Default)]
pub struct StreamReader {
    buffer: Buffer,
    begun: bool,
    scanner: Scanner,
    tree: Tree,
    faults: Faults,
}

impl StreamReader {
    /// A reader at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in bytes. Events are then there to be taken with [`next`](Self::next).
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.feed(bytes);
    }

    /// The next event; `None` until more bytes come.
    #[expect(
        clippy::should_implement_trait,
        reason = "it fails, and goes on after None"
    )]
    pub fn next(&mut self) -> Result<Option<Event>, ReadError> {
        if self.begun || self.begin()? {
            while let Some(length) = self.scanner.end(self.buffer.rest())? {
                if let Some(event) = self.token(length)? {
                    return Ok(Some(event));
                }
            }
        }
        match self.buffer.is_full() {
            true => Err(ReadError::TooMuch(format!(
                "{} KiB before authentication",
                MAX_BYTES / 1024
            ))),
            false => Ok(None),
        }
    }

    /// The bytes that no event has used.
    pub fn rest(&self) -> &[u8] {
        self.buffer.rest()
    }

    /// What was not well-formed and read all the same, the first of each kind;
    /// each is handed out once.
    pub fn take_ill_formed(&mut self) -> Vec<IllFormed> {
        self.faults.take()
    }

    /// How many bytes were looked at or moved so far to find out where tokens
    /// end, each time counted; in a whole token each byte is then looked at a
    /// fixed number of times.
    pub fn work(&self) -> usize {
        self.scanner.looked_at() + self.buffer.moved()
    }

    /// Looks at the first bytes; false while they do not tell enough.
    fn begin(&mut self) -> Result<bool, ReadError> {
        let rest = self.buffer.rest();
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        let blank = blank.count();
        self.buffer.advance(blank);
        self.begun = opening::classify(self.buffer.rest())?;
        Ok(self.begun)
    }

    /// Reads the token of this length.
    fn token(&mut self, length: usize) -> Result<Option<Event>, ReadError> {
        let offset = self.buffer.offset();
        let bytes = &self.buffer.rest()[..length];
        let text = std::str::from_utf8(bytes).map_err(|_| ReadError::Encoding)?;
        let token = token::read(text)?;
        let faults = &mut self.faults;
        let mut report = |fault, at| faults.note(fault, text, at, offset);
        grammar::check(text, &mut report);
        // XML §2.8: a declaration comes first or not at all.
        if matches!(token, Token::Declaration) && offset > 0 {
            report(XmlFault::LateDeclaration, 0);
        }
        let event = self.tree.take(token, &mut |fault| report(fault, 0))?;
        self.buffer.advance(length);
        Ok(event)
    }
}
