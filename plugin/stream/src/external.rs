//! SASL EXTERNAL between servers (XEP-0178): the certificate of the handshake
//! says who one is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use checker_kit::text::shorten;
use serde::{Deserialize, Serialize};

use crate::element::Element;
use crate::failure::FailureCause;
use crate::features::Features;
use crate::ns;

/// The mechanism (RFC 4422 §A).
pub const MECHANISM: &str = "EXTERNAL";
/// The longest word kept, in characters.
const MAX_WORD: usize = 80;
/// The longest text kept, in characters.
const MAX_TEXT: usize = 500;

/// What came of an attempt to authenticate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type", content = "detail")]
pub enum External {
    /// `<success/>`, and the stream began anew.
    Succeeded(Restart),
    /// `<failure/>`.
    Refused(Refusal),
    /// Another answer, such as a challenge to a mechanism that has none, by
    /// its name.
    Unexpected(String),
    /// None came.
    Unanswered(FailureCause),
}

/// The stream after a success (RFC 6120 §6.4.6).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Restart {
    /// What it offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Features>,
    /// Why it offers nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureCause>,
}

/// Why a server refuses (RFC 6120 §6.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The defined condition, such as `not-authorized`; empty where the server
    /// named none.
    pub condition: String,
    /// The server's explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// The attempt, as `from`. The identity to act as is said besides the stream
/// header's `from`: some servers want to read it, and no server may mind it.
pub fn attempt(from: &str) -> String {
    format!(
        "<auth xmlns='{}' mechanism='{MECHANISM}'>{}</auth>",
        ns::SASL,
        STANDARD.encode(from)
    )
}

/// Whether it is offered.
pub fn is_offered(features: &Features) -> bool {
    features.mechanisms.iter().any(|name| name == MECHANISM)
}

impl External {
    /// Reads the element if it is an answer to [`attempt`].
    pub fn read(element: &Element) -> Option<Self> {
        if &*element.ns != ns::SASL {
            return None;
        }
        Some(match element.name.as_str() {
            "success" => Self::Succeeded(Restart::default()),
            "failure" => Self::Refused(Refusal::read(element)),
            other => Self::Unexpected(shorten(other, MAX_WORD)),
        })
    }
}

impl Refusal {
    fn read(failure: &Element) -> Self {
        let mut children = failure.children.iter();
        let condition = children.find(|child| &*child.ns == ns::SASL && child.name != "text");
        let text = failure.child("text", ns::SASL);
        Self {
            condition: condition.map_or_else(String::new, |child| shorten(&child.name, MAX_WORD)),
            text: text
                .filter(|text| !text.text.is_empty())
                .map(|text| shorten(&text.text, MAX_TEXT)),
        }
    }

    /// One line for people: the condition, and the server's own words.
    pub fn describe(&self) -> String {
        let condition = match self.condition.as_str() {
            "" => "no reason given",
            condition => condition,
        };
        match &self.text {
            Some(text) => format!("{condition} (\"{text}\")"),
            None => condition.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Event, StreamReader};

    fn read(answer: &str) -> Option<External> {
        let mut reader = StreamReader::default();
        let header = "<stream:stream xmlns='jabber:server' id='1' version='1.0' \
                      xmlns:stream='http://etherx.jabber.org/streams'>";
        reader.feed(header.as_bytes());
        reader.feed(answer.as_bytes());
        loop {
            if let Event::Element(element) = reader.next().unwrap().unwrap() {
                return External::read(&element);
            }
        }
    }

    #[test]
    fn the_attempt_names_who_it_is_for() {
        assert_eq!(
            attempt("prober.example"),
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>\
             cHJvYmVyLmV4YW1wbGU=</auth>"
        );
    }

    #[test]
    fn the_answer_is_success_or_failure_and_anything_else_is_none_of_both() {
        let sasl = |name: &str, inner: &str| {
            read(&format!("<{name} xmlns='{}'>{inner}</{name}>", ns::SASL))
        };
        let refused = |condition: &str, text: Option<&str>| {
            Some(External::Refused(Refusal {
                condition: condition.into(),
                text: text.map(str::to_owned),
            }))
        };
        let success = Some(External::Succeeded(Restart::default()));
        assert_eq!(sasl("success", ""), success);
        assert_eq!(
            sasl("failure", "<not-authorized/>"),
            refused("not-authorized", None)
        );
        assert_eq!(
            sasl("failure", "<text>No</text><invalid-authzid/>"),
            refused("invalid-authzid", Some("No"))
        );
        assert_eq!(sasl("failure", ""), refused("", None));
        let challenge = Some(External::Unexpected("challenge".into()));
        assert_eq!(sasl("challenge", "="), challenge);
        assert_eq!(read("<success/>"), None);
        assert_eq!(read("<success xmlns='urn:xmpp:sasl:2'/>"), None);
    }

    #[test]
    fn a_refusal_is_told_in_the_servers_words_where_there_are_some() {
        let refusal = |condition: &str, text: Option<&str>| Refusal {
            condition: condition.into(),
            text: text.map(str::to_owned),
        };
        assert_eq!(refusal("not-authorized", None).describe(), "not-authorized");
        assert_eq!(
            refusal("not-authorized", Some("expired")).describe(),
            "not-authorized (\"expired\")"
        );
        assert_eq!(refusal("", None).describe(), "no reason given");
    }
}
