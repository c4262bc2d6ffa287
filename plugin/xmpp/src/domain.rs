//! The domain under test: what was typed, and what goes into DNS and XML.

use std::net::IpAddr;

use checker_kit::contract::ErrorCode;
use checker_kit::options::invalid;
use serde::{Deserialize, Serialize};

/// The longest name in octets without the final dot (RFC 1035 §2.3.4).
const MAX_NAME: usize = 253;
/// What precedes the domain in the longest name asked for.
const LONGEST_SERVICE: usize = "_xmpp-client._tcp.".len();

/// An XMPP domain in the forms that the protocols need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// In A-labels, lower case: for DNS, SNI and certificates.
    pub ascii: String,
    /// In U-labels: for the stream's `to` (RFC 7622 §3.2).
    pub unicode: String,
    /// What was changed about the input, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Domain {
    /// Reads the option `id`. A bare JID is cut to its domain.
    pub fn parse(id: &str, input: &str) -> Result<Self, ErrorCode> {
        let refuse = |allowed: &str| Err(invalid(id, input, allowed));
        let text = input.trim();
        if text.is_empty() {
            return refuse("the name of an XMPP domain, such as example.org");
        }
        if text.chars().any(char::is_control) {
            return refuse("a domain name without control characters");
        }
        if text.contains("://") {
            return refuse("a domain name such as example.org, not a URL");
        }
        if text.contains('/') {
            return refuse("a domain name, not a JID with a resource");
        }
        // RFC 7622 §3.1: what precedes the first `@` is the local part.
        let (note, name) = match text.split_once('@') {
            Some((_, name)) => (
                Some(format!(
                    "\"{text}\" is an address; its domain {name} is checked"
                )),
                name,
            ),
            None => (None, text),
        };
        let name = name.strip_suffix('.').unwrap_or(name);
        if is_ip_literal(name) {
            return refuse("a domain name, not an IP address");
        }
        if name.is_ascii() && name.len() + LONGEST_SERVICE > MAX_NAME {
            return refuse("a domain name of at most 235 bytes");
        }
        let Ok(ascii) = idna::domain_to_ascii_strict(name) else {
            return refuse(
                "a domain name of letters, digits and hyphens, each label at most 63 bytes",
            );
        };
        if ascii.len() + LONGEST_SERVICE > MAX_NAME {
            return refuse("a domain name of at most 235 bytes");
        }
        if ascii
            .split('.')
            .any(|label| label.is_empty() || label.len() > 63)
        {
            return refuse("a domain name whose labels have 1 to 63 bytes");
        }
        let (unicode, readable) = idna::domain_to_unicode(&ascii);
        if readable.is_err() {
            return refuse("a domain name whose internationalised labels are valid (IDNA 2008)");
        }
        Ok(Self {
            ascii,
            unicode,
            note,
        })
    }

    /// Whether the two forms differ.
    pub fn is_international(&self) -> bool {
        self.ascii != self.unicode
    }
}

/// Whether a name is an address in disguise, with or without brackets or port.
pub fn is_ip_literal(name: &str) -> bool {
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok()
        || name.parse::<std::net::SocketAddr>().is_ok()
        // All-numeric top-level labels do not exist (RFC 3696 §2): 192.0.2.999.
        || name.rsplit('.').next().is_some_and(|label| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(input: &str) -> Result<Domain, String> {
        Domain::parse("domain", input).map_err(|error| match error {
            ErrorCode::InvalidOption(option) => option.allowed,
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn plain_and_international_names() {
        assert_eq!(parse("Example.ORG.").unwrap().ascii, "example.org");
        let domain = parse("münchen.example").unwrap();
        assert_eq!(domain.ascii, "xn--mnchen-3ya.example");
        assert_eq!(domain.unicode, "münchen.example");
        assert_eq!(
            parse("xn--mnchen-3ya.example").unwrap().unicode,
            "münchen.example"
        );
    }

    #[test]
    fn a_bare_jid_is_cut_with_a_note() {
        let domain = parse("juliet@example.org").unwrap();
        assert_eq!(domain.ascii, "example.org");
        assert!(domain.note.unwrap().contains("juliet@example.org"));
    }

    #[test]
    fn what_is_no_domain_is_refused_by_name() {
        assert!(parse("").unwrap_err().contains("example.org"));
        assert!(parse("a\u{7}b.example").unwrap_err().contains("control"));
        assert!(parse("https://example.org/").unwrap_err().contains("URL"));
        assert!(
            parse("juliet@example.org/balcony")
                .unwrap_err()
                .contains("resource")
        );
        assert!(parse("192.0.2.1").unwrap_err().contains("IP address"));
        assert!(parse("[2001:db8::1]").unwrap_err().contains("IP address"));
        assert!(parse("192.0.2.1:5222").unwrap_err().contains("IP address"));
        assert!(parse(&format!("{}.example", "a".repeat(64))).is_err());
        assert!(parse(&["a"; 130].join(".")).unwrap_err().contains("235"));
        assert!(parse("a..example").is_err());
        assert!(parse("under_score.example").is_err());
    }
}
