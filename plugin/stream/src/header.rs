//! Stream headers: the one we send and the one we read.

use std::collections::BTreeMap;

use checker_kit::text::shorten;
use serde::{Deserialize, Serialize};

use crate::element::Element;
use crate::ns;
use crate::side::Side;

/// The longest attribute value kept, in characters.
const MAX_VALUE: usize = 300;

/// The header that a server answers with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Header {
    /// Its identifier for the stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who it says it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Whom it believes it talks to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// `1.0`, or absent before RFC 3920.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its default language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The default namespace, `jabber:client` or `jabber:server`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_namespace: Option<String>,
    /// Whether the dialback namespace is declared (XEP-0220 §2.1).
    pub dialback: bool,
    /// All other attributes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, String>,
}

impl Header {
    /// Reads the start tag of a stream.
    pub fn read(root: &Element) -> Self {
        let mut header = Self::default();
        for (name, value) in &root.attributes {
            let short = Some(shorten(value, MAX_VALUE));
            match name.as_str() {
                "id" => header.id = short,
                "from" => header.from = short,
                "to" => header.to = short,
                "version" => header.version = short,
                "xml:lang" => header.lang = short,
                "xmlns" => header.content_namespace = short,
                // XEP-0220 §2.1: it is the declaration that counts; the prefix
                // is free.
                _ if name.starts_with("xmlns:") && value == ns::DIALBACK => header.dialback = true,
                _ if value == ns::STREAMS => {}
                _ => {
                    header
                        .other
                        .insert(shorten(name, MAX_VALUE), shorten(value, MAX_VALUE));
                }
            }
        }
        header
    }
}

/// The header that opens our stream (RFC 6120 §4.7).
pub fn opening(side: Side, to: &str, from: Option<&str>) -> String {
    let dialback = match side {
        Side::Client => "",
        Side::Server => " xmlns:db='jabber:server:dialback'",
    };
    let from = from.map_or(String::new(), |from| format!(" from='{}'", escape(from)));
    format!(
        "<?xml version='1.0'?><stream:stream xmlns='{}' xmlns:stream='{}'{dialback} to='{}'{from} \
         version='1.0' xml:lang='en'>",
        side.content_namespace(),
        ns::STREAMS,
        escape(to),
    )
}

fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_opening_escapes_its_arguments() {
        let header = opening(Side::Client, "a'><x", None);
        assert!(header.contains("to='a&apos;&gt;&lt;x'"), "{header}");
    }

    #[test]
    fn a_server_header_declares_dialback_and_names_its_sender() {
        let header = opening(Side::Server, "example.org", Some("checker.invalid"));
        assert!(header.contains("xmlns='jabber:server'"));
        assert!(header.contains("xmlns:db='jabber:server:dialback'"));
        assert!(header.contains("from='checker.invalid'"));
    }
}
