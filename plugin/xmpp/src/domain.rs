//! The domain under test: what was typed, and what goes into DNS and XML.

use std::net::SocketAddr;

use checker_kit::address::literal;
use checker_kit::contract::ErrorCode;
use checker_kit::options::invalid;
use serde::{Deserialize, Serialize};

/// The longest name in octets without the final dot (RFC 1035 §2.3.4).
const MAX_NAME: usize = 253;
/// What precedes the domain in the longest name asked for.
const LONGEST_SERVICE: usize = "_xmpp-client._tcp.".len();
/// The longest label in octets (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;

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
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`], which says what to write instead.
    pub fn parse(id: &str, input: &str) -> Result<Self, ErrorCode> {
        let text = input.trim();
        check_form(text).map_err(|allowed| invalid(id, input, &allowed))?;
        let name = domain_part(text);
        let domain = Self::of_name(name).map_err(|allowed| invalid(id, input, &allowed))?;
        let note = (name.len() < text.len()).then(|| {
            format!(
                "\"{text}\" is an address; its domain {} is checked",
                domain.unicode
            )
        });
        Ok(Self { note, ..domain })
    }

    /// The domain of a service below this one: `chat` below `example.org`.
    /// Nothing and `@`, as zone files write it, mean this one itself.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidOption`] for the option `id`.
    pub fn below(self, id: &str, subdomain: &str) -> Result<Self, ErrorCode> {
        let labels = subdomain.trim();
        let labels = labels.strip_suffix('.').unwrap_or(labels);
        if labels.is_empty() || labels == "@" {
            return Ok(self);
        }
        let domain = Self::of_name(&format!("{labels}.{}", self.ascii))
            .map_err(|allowed| invalid(id, subdomain, &allowed))?;
        Ok(Self {
            note: self.note,
            ..domain
        })
    }

    /// Whether the two forms differ.
    pub fn is_international(&self) -> bool {
        self.ascii != self.unicode
    }

    /// Reads a name; the error is what is allowed instead.
    fn of_name(name: &str) -> Result<Self, String> {
        let name = name.strip_suffix('.').unwrap_or(name);
        if is_ip_literal(name) {
            return Err("a domain name, not an IP address".into());
        }
        // One is that of the root (RFC 1034 §3.1).
        if name.ends_with('.') && name != "." {
            let domain = name.trim_end_matches('.');
            return Err(format!(
                "the domain with one dot at its end or none, {domain}"
            ));
        }
        if let Some((domain, port)) = name.rsplit_once(':')
            && port.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Err(format!(
                "the domain without a port, {domain}: ports are those of its SRV records"
            ));
        }
        let too_long = || {
            format!(
                "a domain name of at most {} bytes",
                MAX_NAME - LONGEST_SERVICE
            )
        };
        if name.is_ascii() && name.len() + LONGEST_SERVICE > MAX_NAME {
            return Err(too_long());
        }
        let ascii = idna::domain_to_ascii_strict(name).map_err(
            |_| "a domain name of letters, digits and hyphens, each label at most 63 bytes",
        )?;
        if ascii.len() + LONGEST_SERVICE > MAX_NAME {
            return Err(too_long());
        }
        let labels = 1..=MAX_LABEL;
        if !ascii.split('.').all(|label| labels.contains(&label.len())) {
            return Err("a domain name whose labels have 1 to 63 bytes".into());
        }
        let (unicode, readable) = idna::domain_to_unicode(&ascii);
        readable
            .map_err(|_| "a domain name whose internationalised labels are valid (IDNA 2008)")?;
        Ok(Self {
            ascii,
            unicode,
            note: None,
        })
    }
}

/// Whether a name is an address in disguise, with or without brackets or port.
pub fn is_ip_literal(name: &str) -> bool {
    literal(name).is_some()
        || name.parse::<SocketAddr>().is_ok()
        // All-numeric top-level labels do not exist (RFC 3696 §2): 192.0.2.999.
        || name.rsplit('.').next().is_some_and(|label| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Refuses what is something else than a domain or a bare JID; the error is
/// what to write instead.
fn check_form(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("the name of an XMPP domain, such as example.org".into());
    }
    if text.chars().any(char::is_control) {
        return Err("a domain name without control characters".into());
    }
    // RFC 5122 §2.2: xmpp:[//auth/]jid[?query][#fragment].
    if let Some((scheme, rest)) = text.split_once(':')
        && scheme.eq_ignore_ascii_case("xmpp")
    {
        let path = match rest.strip_prefix("//") {
            Some(rest) => rest.split_once('/').map_or(rest, |(_, path)| path),
            None => rest,
        };
        let jid = path.split(['/', '?', '#']).next().unwrap_or_default();
        return Err(match domain_part(jid) {
            "" => "a domain name such as example.org, not a URI".into(),
            domain => format!("the domain alone, {domain}"),
        });
    }
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        return Err(match host {
            "" => "a domain name such as example.org, not a URL".into(),
            host => format!("the domain alone, not a URL: {host}"),
        });
    }
    if let Some((jid, _)) = text.split_once('/') {
        return Err(match domain_part(jid) {
            "" => "a domain name, not a path".into(),
            domain => format!("the domain alone, not a JID with a resource: {domain}"),
        });
    }
    Ok(())
}

/// RFC 7622 §3.1: what precedes the first `@` is the local part.
fn domain_part(jid: &str) -> &str {
    jid.split_once('@').map_or(jid, |(_, domain)| domain)
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
        let domain = parse("Someone@IN-JID.Test.").unwrap();
        assert_eq!(domain.ascii, "in-jid.test");
        assert_eq!(domain.unicode, "in-jid.test");
        assert_eq!(
            domain.note.unwrap(),
            "\"Someone@IN-JID.Test.\" is an address; its domain in-jid.test is checked"
        );
        assert_eq!(parse("in-jid.test").unwrap().note, None);
    }

    #[test]
    fn what_is_no_domain_is_refused_with_what_to_write() {
        for (input, allowed) in [
            ("", "the name of an XMPP domain, such as example.org"),
            (
                "a\u{7}b.example",
                "a domain name without control characters",
            ),
            (
                "example.org:5222",
                "the domain without a port, example.org: ports are those of its SRV records",
            ),
            ("xmpp:example.org", "the domain alone, example.org"),
            (
                "XMPP:juliet@example.org?message",
                "the domain alone, example.org",
            ),
            (
                "xmpp://guest@example.com/support@example.org",
                "the domain alone, example.org",
            ),
            ("xmpp:", "a domain name such as example.org, not a URI"),
            (
                "https://example.org/x",
                "the domain alone, not a URL: example.org",
            ),
            (
                "juliet@example.org/balcony",
                "the domain alone, not a JID with a resource: example.org",
            ),
            ("192.0.2.1", "a domain name, not an IP address"),
            ("[2001:db8::1]", "a domain name, not an IP address"),
            ("[2001:db8::1]:5222", "a domain name, not an IP address"),
            ("192.0.2.1:5222", "a domain name, not an IP address"),
        ] {
            assert_eq!(parse(input).unwrap_err(), allowed, "{input}");
        }
        assert!(parse(&["a"; 130].join(".")).unwrap_err().contains("235"));
        for input in [
            "a..example",
            "under_score.example",
            "a:b",
            "juliet@",
            "@",
            ".",
        ] {
            assert!(parse(input).is_err(), "{input}");
        }
        assert!(parse(&format!("{}.example", "a".repeat(64))).is_err());
    }

    #[test]
    fn a_service_below_the_domain_keeps_the_note() {
        let domain = parse("me@example.org").unwrap();
        let below = domain.below("subdomain", "Chat").unwrap();
        assert_eq!(below.ascii, "chat.example.org");
        assert!(below.note.is_some());
    }
}
