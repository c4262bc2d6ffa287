//! The beginning of an XMPP stream: header and features.

use crate::element::Element;
use crate::failure::FailureCause;
use crate::features::Features;
use crate::header::Header;
use crate::ill_formed::IllFormed;
use crate::reader::{Event, ReadError, StreamReader};
use crate::stream_error::StreamError;

/// The end of our stream (RFC 6120 §4.4).
pub(super) const FAREWELL: &str = "</stream:stream>";

/// Reads until the features are there; the header is kept as soon as it is.
pub(super) fn features(
    reader: &mut StreamReader,
    header: &mut Option<Header>,
    ill_formed: &mut Vec<IllFormed>,
) -> Result<Option<Features>, FailureCause> {
    while let Some(event) = next(reader, ill_formed)? {
        if let Event::Opened(root) = &event {
            *header = Some(Header::read(root));
        }
        // Nothing else may come before the features (RFC 6120 §4.3.2), and
        // nothing else is worth stopping for.
        if let Some(features) = first_level(event)?.as_ref().and_then(Features::read) {
            return Ok(Some(features));
        }
    }
    Ok(None)
}

/// Reads until a whole element is there.
pub(super) fn element(
    reader: &mut StreamReader,
    ill_formed: &mut Vec<IllFormed>,
) -> Result<Option<Element>, FailureCause> {
    while let Some(event) = next(reader, ill_formed)? {
        if let Some(element) = first_level(event)? {
            return Ok(Some(element));
        }
    }
    Ok(None)
}

/// The next event; what is not well-formed on the way is kept.
fn next(
    reader: &mut StreamReader,
    ill_formed: &mut Vec<IllFormed>,
) -> Result<Option<Event>, ReadError> {
    let event = reader.next();
    ill_formed.append(&mut reader.take_ill_formed());
    event
}

/// The element of an event, unless it ends the stream.
fn first_level(event: Event) -> Result<Option<Element>, FailureCause> {
    match event {
        Event::Opened(_) => Ok(None),
        Event::Closed => Err(FailureCause::StreamClosed),
        Event::Element(element) => match StreamError::read(&element) {
            Some(error) => Err(FailureCause::StreamError(error)),
            None => Ok(Some(element)),
        },
    }
}
