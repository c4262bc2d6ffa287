//! Reads a stream from bytes as they come, in pieces of any size.
//!
//! The events do not depend on how the bytes were cut. What RFC 6120 §11.1
//! forbids (comments, processing instructions, DTDs, entities) is an error, and
//! so is anything past the bounds below: a server that has not authenticated
//! anybody yet has little to say.

mod namespaces;
mod opening;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event as XmlEvent};
use serde::{Deserialize, Serialize};

use checker_kit::text::shorten;

use crate::element::Element;
use namespaces::Namespaces;
pub use opening::Foreign;

/// The most bytes read of one stream.
pub const MAX_BYTES: usize = 256 * 1024;
/// The deepest nesting below the stream's root.
pub const MAX_DEPTH: usize = 16;
/// The most attributes of one element.
pub const MAX_ATTRIBUTES: usize = 64;
/// The most elements of one stream.
pub const MAX_ELEMENTS: usize = 4_000;

/// The longest piece of a peer's text in an error, in characters.
const MAX_SHOWN: usize = 200;

/// Up to this length every incomplete markup is looked at again: the first
/// bytes can already be forbidden.
const SHORT: usize = 16;

/// What happens on a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The server opened its stream; the element has attributes only.
    Opened(Element),
    /// A whole element at the first level; or, before any header, an error
    /// element that takes the header's place.
    Element(Element),
    /// The server closed its stream.
    Closed,
}

/// Why bytes are not an XMPP stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum ReadError {
    /// Another protocol, recognised by its first bytes.
    #[error("not XMPP: {0}")]
    Foreign(Foreign),
    /// XML, but its root is not a stream.
    #[error("not XMPP: the server sent an XML document \"{0}\"")]
    ForeignRoot(String),
    /// Something that XMPP forbids (RFC 6120 §11.1), by name.
    #[error("the server sent XML that XMPP forbids: {0}")]
    Forbidden(String),
    /// Not UTF-8 (RFC 6120 §11.6).
    #[error("the server sent text that is not UTF-8")]
    Encoding,
    /// Not well-formed.
    #[error("the server sent XML that is not well-formed: {0}")]
    Malformed(String),
    /// More than a stream needs before authentication, with the bound.
    #[error("the server sent too much: more than {0}")]
    TooMuch(String),
}

/// The reader of one stream. After an error it has nothing more to say.
#[derive(Debug, Default)]
pub struct StreamReader {
    buffer: Vec<u8>,
    position: usize,
    total: usize,
    /// How much of the rest is known to hold no complete markup.
    waiting: usize,
    elements: usize,
    begun: bool,
    opened: bool,
    open: Vec<Element>,
    namespaces: Namespaces,
}

enum Token {
    Open(Element),
    Empty(Element),
    Close(String),
    Text(String),
    Nothing,
}

impl StreamReader {
    /// A reader at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in bytes. Events are then there to be taken with [`next`](Self::next).
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        self.total = self.total.saturating_add(bytes.len());
        if self.total > MAX_BYTES {
            return Err(ReadError::TooMuch(format!(
                "{} KiB before authentication",
                MAX_BYTES / 1024
            )));
        }
        self.buffer.drain(..self.position);
        self.position = 0;
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    /// The next event; `None` until more bytes come.
    #[expect(
        clippy::should_implement_trait,
        reason = "it fails, and goes on after None"
    )]
    pub fn next(&mut self) -> Result<Option<Event>, ReadError> {
        if !self.begun && !self.begin()? {
            return Ok(None);
        }
        while let Some(token) = self.token()? {
            if let Some(event) = self.take(token)? {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// The bytes that no event has used.
    pub fn rest(&self) -> &[u8] {
        &self.buffer[self.position..]
    }

    /// Looks at the first bytes; false while they do not tell enough.
    fn begin(&mut self) -> Result<bool, ReadError> {
        let blank = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        self.position += blank;
        match opening::classify(self.rest()) {
            Ok(begun) => {
                self.begun = begun;
                Ok(begun)
            }
            Err(error) => Err(error),
        }
    }

    /// The next piece of markup, once it is complete.
    fn token(&mut self) -> Result<Option<Token>, ReadError> {
        let rest = &self.buffer[self.position..];
        let Some(first) = rest.first() else {
            return Ok(None);
        };
        // Bytes that come one by one must not be scanned all over each time.
        if self.waiting > SHORT
            && !rest[self.waiting..]
                .iter()
                .any(|byte| matches!(byte, b'<' | b'>'))
        {
            self.waiting = rest.len();
            return Ok(None);
        }
        let length = if *first == b'<' {
            match markup_length(rest)? {
                Some(length) => length,
                None => {
                    self.waiting = rest.len();
                    return Ok(None);
                }
            }
        } else {
            // Text is complete when the next markup begins.
            match rest.iter().position(|byte| *byte == b'<') {
                Some(length) => length,
                None => {
                    self.waiting = rest.len();
                    return Ok(None);
                }
            }
        };
        let text = std::str::from_utf8(&rest[..length]).map_err(|_| ReadError::Encoding)?;
        let token = if text.starts_with('<') {
            self.markup(text)?
        } else {
            let text =
                quick_xml::escape::unescape(text).map_err(|_| forbidden("an undefined entity"))?;
            Token::Text(text.into_owned())
        };
        self.position += length;
        self.waiting = 0;
        Ok(Some(token))
    }

    fn markup(&self, text: &str) -> Result<Token, ReadError> {
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        match reader
            .read_event()
            .map_err(|error| malformed(&error.to_string()))?
        {
            XmlEvent::Start(start) => Ok(Token::Open(element(&start)?)),
            XmlEvent::Empty(start) => Ok(Token::Empty(element(&start)?)),
            XmlEvent::End(end) => Ok(Token::Close(end.name().as_ref().to_owned())),
            XmlEvent::CData(data) => Ok(Token::Text(data.into_inner().into_owned())),
            // RFC 6120 §11.4: a declaration may begin the stream.
            XmlEvent::Decl(_) if !self.opened && self.open.is_empty() => Ok(Token::Nothing),
            XmlEvent::Decl(_) => Err(forbidden("an XML declaration inside the stream")),
            XmlEvent::Comment(_) => Err(forbidden("a comment")),
            XmlEvent::PI(_) => Err(forbidden("a processing instruction")),
            XmlEvent::DocType(_) => Err(forbidden("a document type declaration (DTD)")),
            XmlEvent::Text(_) | XmlEvent::GeneralRef(_) | XmlEvent::Eof => {
                Err(ReadError::Malformed("stray characters".into()))
            }
        }
    }

    fn take(&mut self, token: Token) -> Result<Option<Event>, ReadError> {
        match token {
            Token::Nothing => Ok(None),
            Token::Text(text) => {
                if let Some(parent) = self.open.last_mut() {
                    let text = text.trim();
                    parent.text.push_str(text);
                }
                Ok(None)
            }
            Token::Open(element) => self.opening_tag(element, false),
            Token::Empty(element) => self.opening_tag(element, true),
            Token::Close(name) => self.closing_tag(&name),
        }
    }

    fn opening_tag(
        &mut self,
        mut element: Element,
        empty: bool,
    ) -> Result<Option<Event>, ReadError> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(ReadError::TooMuch(format!("{MAX_ELEMENTS} elements")));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(ReadError::TooMuch(format!(
                "{MAX_DEPTH} levels of elements"
            )));
        }
        self.namespaces.enter(&element);
        element.ns = self.namespaces.resolve(&element.prefix).to_owned();

        if !self.opened && self.open.is_empty() {
            match element.name.as_str() {
                "stream" => {
                    self.opened = true;
                    return Ok(Some(Event::Opened(element)));
                }
                // An error in place of a header (jabberd2, Tigase).
                "error" => {}
                other => return Err(ReadError::ForeignRoot(shorten(other, MAX_SHOWN))),
            }
        }
        if empty {
            self.namespaces.leave();
            return Ok(self.complete(element));
        }
        self.open.push(element);
        Ok(None)
    }

    fn closing_tag(&mut self, name: &str) -> Result<Option<Event>, ReadError> {
        let Some(element) = self.open.pop() else {
            let (_, local) = split(name);
            return match self.opened && local == "stream" {
                true => Ok(Some(Event::Closed)),
                // After an error without header, the end of a stream never begun.
                false if local == "stream" => Ok(Some(Event::Closed)),
                false => Err(malformed(&format!("</{name}> closes nothing"))),
            };
        };
        let (prefix, local) = split(name);
        if element.name != local || element.prefix != prefix {
            return Err(malformed(&format!("</{name}> closes <{}>", element.name)));
        }
        self.namespaces.leave();
        Ok(self.complete(element))
    }

    fn complete(&mut self, element: Element) -> Option<Event> {
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(element);
                None
            }
            None => Some(Event::Element(element)),
        }
    }
}

/// The length of the markup at the beginning of `bytes`, once its end is there.
fn markup_length(bytes: &[u8]) -> Result<Option<usize>, ReadError> {
    if bytes.starts_with(b"<!") {
        return declaration_length(bytes);
    }
    if bytes.starts_with(b"<?") {
        return Ok(find(bytes, b"?>"));
    }
    let mut quote = None;
    for (index, byte) in bytes.iter().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'>') => return Ok(Some(index + 1)),
            (None, b'<') => return Err(ReadError::Malformed("a tag inside a tag".into())),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    Ok(None)
}

/// The same for what begins with `<!`.
///
/// RFC 6120 §11.1: what is forbidden is told from its first bytes, so that
/// nothing waits for its end; and only from them, so that the verdict is the
/// same however the bytes come.
fn declaration_length(bytes: &[u8]) -> Result<Option<usize>, ReadError> {
    const CDATA: &[u8] = b"<![CDATA[";
    match bytes {
        [_, _] | [_, _, b'-'] => Ok(None),
        [_, _, b'-', b'-', ..] => Err(forbidden("a comment")),
        [_, _, b'D', ..] => Err(forbidden("a document type declaration (DTD)")),
        _ if bytes.starts_with(CDATA) => Ok(find(bytes, b"]]>")),
        _ if CDATA.starts_with(bytes) => Ok(None),
        _ => Err(ReadError::Malformed("unknown markup".into())),
    }
}

fn find(bytes: &[u8], end: &[u8]) -> Option<usize> {
    let start = bytes.windows(end.len()).position(|window| window == end)?;
    Some(start + end.len())
}

fn element(start: &BytesStart<'_>) -> Result<Element, ReadError> {
    let name = start.name();
    let (prefix, local) = split(name.as_ref());
    let mut element = Element {
        name: local.to_owned(),
        prefix: prefix.to_owned(),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| malformed(&error.to_string()))?;
        if element.attributes.len() >= MAX_ATTRIBUTES {
            return Err(ReadError::TooMuch(format!("{MAX_ATTRIBUTES} attributes")));
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| forbidden("an undefined entity"))?;
        element
            .attributes
            .insert(attribute.key.as_ref().to_owned(), value.into_owned());
    }
    Ok(element)
}

/// Prefix and local part of a name.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn malformed(what: &str) -> ReadError {
    ReadError::Malformed(shorten(what, MAX_SHOWN))
}

fn forbidden(what: &str) -> ReadError {
    ReadError::Forbidden(what.to_owned())
}

#[cfg(test)]
mod tests;
