//! What a stream says.

use crate::element::Element;

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
