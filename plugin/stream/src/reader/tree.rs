//! From tokens to elements, and from elements to events.

use super::bindings;
use super::error::ReadError;
use super::event::Event;
use super::limits::{MAX_DEPTH, MAX_ELEMENTS};
use super::namespaces::Namespaces;
use super::token::Token;
use crate::element::{Element, split};
use crate::ill_formed::XmlFault;

/// Where a fault of the token in hand is reported.
type Report<'a> = dyn FnMut(XmlFault) + 'a;

/// What is open at one point of the stream.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The prefix of the stream's root, once it was opened.
    root: Option<String>,
    /// The elements below it that were opened and not closed.
    open: Vec<Element>,
    namespaces: Namespaces,
    elements: usize,
}

impl Tree {
    pub(super) fn take(
        &mut self,
        token: Token,
        report: &mut Report<'_>,
    ) -> Result<Option<Event>, ReadError> {
        match token {
            // RFC 6120 §11.4: a declaration may begin the stream.
            Token::Declaration if self.is_before_root() => {}
            Token::Declaration => {
                return Err(ReadError::forbidden("an XML declaration inside the stream"));
            }
            Token::Text(text) => {
                if self.is_before_root() && !text.trim().is_empty() {
                    report(XmlFault::TextBeforeRoot);
                }
                self.text(&text);
            }
            Token::Section(text) => {
                if self.is_before_root() {
                    report(XmlFault::TextBeforeRoot);
                }
                self.text(&text);
            }
            Token::Open(element) => return self.opening_tag(element, false, report),
            Token::Empty(element) => return self.opening_tag(element, true, report),
            Token::Close(name) => return self.closing_tag(&name, report),
        }
        Ok(None)
    }

    fn is_before_root(&self) -> bool {
        self.root.is_none() && self.open.is_empty()
    }

    fn text(&mut self, text: &str) {
        if let Some(parent) = self.open.last_mut() {
            parent.text.push_str(text.trim());
        }
    }

    fn opening_tag(
        &mut self,
        mut element: Element,
        empty: bool,
        report: &mut Report<'_>,
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
        bindings::check(&element, &self.namespaces, report);
        element.ns = self.namespaces.resolve(&element.prefix).unwrap_or_default();

        if self.is_before_root() {
            match element.name.as_str() {
                "stream" => {
                    self.root = Some(element.prefix.clone());
                    return Ok(Some(Event::Opened(element)));
                }
                // An error in place of a header (jabberd2, Tigase).
                "error" => {}
                other => return Err(ReadError::foreign_root(other)),
            }
        }
        if empty {
            self.namespaces.leave();
            return Ok(self.complete(element));
        }
        self.open.push(element);
        Ok(None)
    }

    fn closing_tag(
        &mut self,
        name: &str,
        report: &mut Report<'_>,
    ) -> Result<Option<Event>, ReadError> {
        let (prefix, local) = split(name);
        let Some(element) = self.open.pop() else {
            if local != "stream" {
                return Err(ReadError::malformed(&format!("</{name}> closes nothing")));
            }
            // After an error without header, the end of a stream never begun.
            if self.root.as_deref() != Some(prefix) {
                report(XmlFault::EndTag);
            }
            return Ok(Some(Event::Closed));
        };
        if element.name != local || element.prefix != prefix {
            let what = format!("</{name}> closes <{}>", element.name);
            return Err(ReadError::malformed(&what));
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
