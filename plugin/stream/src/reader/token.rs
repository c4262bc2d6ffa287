//! One piece of markup or text.

use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::error::ReadError;
use super::limits::MAX_ATTRIBUTES;
use crate::element::{Element, split};

/// What a piece of the stream is.
#[derive(Debug)]
pub(super) enum Token {
    Open(Element),
    Empty(Element),
    Close(String),
    Text(String),
    /// A CDATA section.
    Section(String),
    Declaration,
}

/// Reads one whole piece.
pub(super) fn read(text: &str) -> Result<Token, ReadError> {
    if !text.starts_with('<') {
        return match quick_xml::escape::unescape(text) {
            Ok(text) => Ok(Token::Text(text.into_owned())),
            Err(_) => Err(ReadError::forbidden("an undefined entity")),
        };
    }
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let event = reader
        .read_event()
        .map_err(|error| ReadError::malformed(&error.to_string()))?;
    match event {
        Event::Start(start) => Ok(Token::Open(element(&start)?)),
        Event::Empty(start) => Ok(Token::Empty(element(&start)?)),
        Event::End(end) => Ok(Token::Close(end.name().as_ref().to_owned())),
        Event::CData(data) => Ok(Token::Section(data.into_inner().into_owned())),
        Event::Decl(_) => Ok(Token::Declaration),
        Event::Comment(_) => Err(ReadError::forbidden("a comment")),
        Event::PI(_) => Err(ReadError::forbidden("a processing instruction")),
        Event::DocType(_) => Err(ReadError::forbidden("a document type declaration (DTD)")),
        Event::Text(_) | Event::GeneralRef(_) | Event::Eof => {
            Err(ReadError::malformed("stray characters"))
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, ReadError> {
    let name = start.name();
    let (prefix, local) = split(name.as_ref());
    let mut attributes = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| ReadError::malformed(&error.to_string()))?;
        if attributes.len() >= MAX_ATTRIBUTES {
            return Err(ReadError::TooMuch(format!("{MAX_ATTRIBUTES} attributes")));
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| ReadError::forbidden("an undefined entity"))?;
        attributes.insert(attribute.key.as_ref().to_owned(), value.into_owned());
    }
    Ok(Element {
        name: local.to_owned(),
        prefix: prefix.to_owned(),
        attributes,
        ..Element::default()
    })
}
