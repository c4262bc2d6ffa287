//! `<stream:error/>` (RFC 6120 §4.9).

use checker_kit::text::shorten;
use serde::{Deserialize, Serialize};

use crate::element::Element;
use crate::ns;

/// The longest text kept, in characters.
const MAX_TEXT: usize = 500;

/// Why a server ended the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamError {
    /// The defined condition, such as `host-unknown`; `undefined-condition`
    /// where the server named none.
    pub condition: String,
    /// The server's explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The address in a `see-other-host` (RFC 6120 §4.9.3.19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_host: Option<String>,
}

impl StreamError {
    /// One of this condition, and nothing more.
    pub fn of(condition: impl Into<String>) -> Self {
        Self {
            condition: condition.into(),
            text: None,
            other_host: None,
        }
    }

    /// Reads the element if it is a stream error.
    pub fn read(element: &Element) -> Option<Self> {
        // The prefix is not bound where a server sends the error before any
        // header (jabberd2); the name is telling enough.
        let by_prefix = element.ns.is_empty() && element.prefix == "stream";
        if element.name != "error" || !(&*element.ns == ns::STREAMS || by_prefix) {
            return None;
        }
        let condition = element
            .children
            .iter()
            .find(|child| &*child.ns == ns::STREAM_ERRORS && child.name != "text");
        let text = element
            .child("text", ns::STREAM_ERRORS)
            .map(|child| child.text.as_str())
            .or(Some(element.text.as_str()))
            .filter(|text| !text.is_empty());
        Some(Self {
            condition: condition.map_or_else(
                || "undefined-condition".to_owned(),
                |child| shorten(&child.name, MAX_TEXT),
            ),
            text: text.map(|text| shorten(text, MAX_TEXT)),
            other_host: condition
                .filter(|child| child.name == "see-other-host" && !child.text.is_empty())
                .map(|child| shorten(&child.text, MAX_TEXT)),
        })
    }

    /// One line for people: the condition, and the server's own words.
    pub fn describe(&self) -> String {
        match &self.text {
            Some(text) => format!("{} (\"{text}\")", self.condition),
            None => self.condition.clone(),
        }
    }
}
