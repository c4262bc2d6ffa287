//! The question that tells whether dialback works: is this key yours?
//!
//! A server that offers dialback has to answer it for its own domain
//! (XEP-0220 §2.2.2). Asked for a stream that never was, the answer is
//! `invalid`, or an error; `valid` means that the server vouches for keys which
//! it cannot have made.

use checker_kit::text::shorten;
use serde::{Deserialize, Serialize};

use crate::element::Element;
use crate::failure::FailureCause;
use crate::ns;

/// The identifier of a stream that never was.
const ID: &str = "no-such-stream";
/// A key that nobody made, of the length of those that XEP-0185 recommends.
const KEY: &str = "64656164626565666465616462656566646561646265656664656164626565";
/// The longest word kept, in characters.
const MAX_WORD: usize = 80;

/// What a server says to a key that nobody made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type", content = "detail")]
pub enum Verdict {
    /// The key is not its own: right.
    Invalid,
    /// The key is its own, which cannot be.
    Valid,
    /// It cannot tell, for this reason (XEP-0220 §2.5): as good as `invalid`.
    Error(String),
    /// It did not answer.
    Unanswered(FailureCause),
}

/// The question, as a server asks it to which somebody has said to be `domain`.
pub fn question(domain: &str, from: &str) -> String {
    let [domain, from] = [domain, from].map(quick_xml::escape::escape);
    format!("<db:verify to='{domain}' from='{from}' id='{ID}'>{KEY}</db:verify>")
}

impl Verdict {
    /// Reads the element if it is the answer to [`question`].
    pub fn read(element: &Element) -> Option<Self> {
        if !element.is("verify", ns::DIALBACK) || element.attribute("id") != Some(ID) {
            return None;
        }
        match element.attribute("type")? {
            "valid" => Some(Self::Valid),
            "invalid" => Some(Self::Invalid),
            "error" => Some(Self::Error(condition(element))),
            _ => None,
        }
    }
}

/// Whether the answer to [`question`] repeats the key: XEP-0220 neither asks for
/// that nor forbids it, so it tells servers apart.
pub fn repeats_key(answer: &Element) -> bool {
    answer.text == KEY
}

/// RFC 6120 §8.3.2.
fn condition(answer: &Element) -> String {
    let error = answer.children.iter().find(|child| child.name == "error");
    let conditions = error.map_or(&[][..], |error| &error.children);
    let condition = conditions
        .iter()
        .find(|child| &*child.ns == ns::STANZA_ERRORS && child.name != "text");
    condition.map_or_else(
        || "undefined-condition".to_owned(),
        |condition| shorten(&condition.name, MAX_WORD),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Event, StreamReader};

    fn read(answer: &str) -> Option<Verdict> {
        let mut reader = StreamReader::default();
        let header = "<stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback' \
                      xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>";
        reader.feed(header.as_bytes());
        reader.feed(answer.as_bytes());
        loop {
            if let Event::Element(element) = reader.next().unwrap().unwrap() {
                return Verdict::read(&element);
            }
        }
    }

    #[test]
    fn the_answer_is_one_of_three() {
        let verify = |rest: &str| read(&format!("<db:verify id='{ID}' {rest}"));
        assert_eq!(verify("type='invalid'/>"), Some(Verdict::Invalid));
        assert_eq!(verify("type='valid'/>"), Some(Verdict::Valid));
        let error = "type='error'><error type='cancel'><item-not-found \
                     xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></db:verify>";
        let why = |word: &str| Some(Verdict::Error(word.to_owned()));
        assert_eq!(verify(error), why("item-not-found"));
        assert_eq!(verify("type='error'/>"), why("undefined-condition"));
    }

    #[test]
    fn what_answers_something_else_is_none() {
        for other in [
            "<db:verify id='another' type='valid'/>",
            "<db:verify type='valid'/>",
            "<db:verify id='no-such-stream'/>",
            "<db:verify id='no-such-stream' type='maybe'/>",
            "<db:result id='no-such-stream' type='valid'/>",
            "<verify id='no-such-stream' type='valid'/>",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn names_cannot_end_the_question() {
        let question = question("a'><x", "b&c");
        assert!(question.starts_with("<db:verify to='a&apos;&gt;&lt;x' from='b&amp;c' id="));
    }
}
