//! The entry `tls.endpoint.v1`: an endpoint where TLS is spoken, published by
//! a checker that knows of it for a checker that looks at certificates.

use std::net::Ipv6Addr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fold;
use crate::contract::Entry;
use crate::text::shorten;

/// The type of the entry.
pub const ENTRY_TYPE: &str = "tls.endpoint.v1";

/// The longest host or name, in bytes: what a domain name can be at most
/// (RFC 1035 §2.3.4).
const MAX_NAME: usize = 255;
/// The most protocol names that are offered.
const MAX_ALPN: usize = 8;
/// The longest word for a dialect or a fault, in characters.
const MAX_WORD: usize = 64;

/// An endpoint where TLS is spoken: the payload of an entry of type
/// `tls.endpoint.v1`.
///
/// A reader takes member names in any case and `null` for absent, and ignores
/// members that it does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "tls.endpoint.v1"))]
pub struct TlsEndpoint {
    /// The host to connect to: a domain name in A-label form, or an IP address
    /// with or without brackets.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MAX_NAME)))]
    pub host: String,
    /// The TCP port.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub port: u16,
    /// The name for SNI (RFC 6066 §3), which the certificate has to be for, in
    /// A-label form. Empty or absent: the host.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_NAME)))]
    pub sni: String,
    /// How TLS begins. Empty or absent: with the first byte. Else the protocol
    /// whose STARTTLS comes before it: `xmpp-client`, `xmpp-server`, `smtp`,
    /// `imap`, `pop3`, … A reader that does not speak it can say nothing about the endpoint, and
    /// holds nothing against it.
    #[serde(default)]
    pub starttls: Dialect,
    /// Whether it is a fault that the endpoint does not offer STARTTLS.
    #[serde(default)]
    pub require_starttls: bool,
    /// The protocol names to offer by ALPN (RFC 7301) where TLS begins with
    /// the first byte, in order of preference. Absent or empty: the extension
    /// is not sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_ALPN), inner(length(min = 1, max = 255))))]
    pub alpn: Vec<String>,
    /// Whether the answer of the DNS that led to the host (an SRV record, an MX
    /// record, or that there is none) was authenticated by DNSSEC, by its AD bit
    /// (RFC 4035 §3.2.3). Absent where there was no such answer, or nobody
    /// looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentic: Option<bool>,
}

/// How TLS begins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String", inline))]
pub enum Dialect {
    /// With the first byte.
    #[default]
    DirectTls,
    /// By STARTTLS in a client's stream (RFC 6120 §5).
    XmppClient,
    /// By STARTTLS in a server's stream (RFC 6120 §5).
    XmppServer,
    /// By STARTTLS in SMTP (RFC 3207).
    Smtp,
    /// By STARTTLS in IMAP (RFC 9051 §6.2.1).
    Imap,
    /// By STLS in POP3 (RFC 2595 §4).
    Pop3,
    /// By the STARTTLS of another protocol.
    Other(String),
}

/// Why an entry cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Unreadable {
    /// It is of another type.
    #[error("it is of the type \"{found}\"")]
    OtherType {
        /// That type.
        found: String,
    },
    /// The payload is no JSON object.
    #[error("its payload is not a JSON object")]
    NotAnObject,
    /// A member that has to be there is not.
    #[error("its payload lacks the member \"{member}\"")]
    Missing {
        /// Which one.
        member: String,
    },
    /// A member has a value that cannot be used.
    #[error("the member \"{member}\" of its payload cannot be used: {problem}")]
    Unusable {
        /// Which one; an item of an array with its position: `alpn[1]`.
        member: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl TlsEndpoint {
    /// An endpoint where TLS begins with the first byte, and the certificate is
    /// for the host.
    pub fn direct(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
            sni: String::new(),
            starttls: Dialect::DirectTls,
            require_starttls: false,
            alpn: Vec::new(),
            authentic: None,
        }
    }

    /// The endpoint as an entry of this reference.
    pub fn to_entry(&self, reference: impl Into<String>) -> Entry {
        Entry {
            entry_type: ENTRY_TYPE.to_owned(),
            ref_: reference.into(),
            // Strings, numbers and truth values always have a JSON form.
            payload: serde_json::to_string(self).unwrap_or_default(),
        }
    }

    /// Reads an entry.
    ///
    /// # Errors
    ///
    /// [`Unreadable`], with what is wrong.
    pub fn from_entry(entry: &Entry) -> Result<Self, Unreadable> {
        if entry.entry_type != ENTRY_TYPE {
            return Err(Unreadable::OtherType {
                found: shorten(&entry.entry_type, MAX_WORD),
            });
        }
        let payload = serde_json::from_str(&entry.payload).map_err(|_| Unreadable::NotAnObject)?;
        Self::from_payload(&payload)
    }

    /// Reads the payload of an entry.
    ///
    /// # Errors
    ///
    /// [`Unreadable`], with what is wrong.
    pub fn from_payload(payload: &Value) -> Result<Self, Unreadable> {
        let object = payload.as_object().ok_or(Unreadable::NotAnObject)?;
        let members = fold::members(object);
        for member in ["host", "port"] {
            if !members.contains_key(member) {
                return Err(Unreadable::Missing {
                    member: member.to_owned(),
                });
            }
        }
        let endpoint: Self = serde_path_to_error::deserialize(Value::Object(members))
            .map_err(|error| unusable(&error.path().to_string(), error.inner()))?;
        endpoint.check()?;
        Ok(endpoint)
    }

    /// The name that the certificate has to be for: without a final dot, or
    /// without brackets.
    pub fn name(&self) -> &str {
        let name = match self.sni.is_empty() {
            true => &self.host,
            false => &self.sni,
        };
        match name.strip_prefix('[') {
            Some(address) => address.trim_end_matches(']'),
            None => name.trim_end_matches('.'),
        }
    }

    /// Host and port, for people.
    pub fn label(&self) -> String {
        match self.host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]:{}", self.port),
            Err(_) => format!("{}:{}", self.host, self.port),
        }
    }

    fn check(&self) -> Result<(), Unreadable> {
        if self.port == 0 {
            return Err(unusable("port", "0 is no port"));
        }
        if self.host.is_empty() {
            return Err(unusable("host", "it is empty"));
        }
        for (member, name) in [("host", &self.host), ("sni", &self.sni)] {
            if name.len() > MAX_NAME {
                return Err(unusable(member, "longer than 255 bytes"));
            }
        }
        if self.alpn.len() > MAX_ALPN {
            return Err(unusable("alpn", "more than 8 names"));
        }
        // RFC 7301 §3.1: ProtocolName<1..2^8-1>.
        let wrong = |name: &String| !(1..=255).contains(&name.len());
        match self.alpn.iter().position(wrong) {
            Some(index) => Err(unusable(&format!("alpn[{index}]"), "not 1 to 255 bytes")),
            None => Ok(()),
        }
    }
}

impl Dialect {
    /// The word in the entry: empty for direct TLS.
    pub fn word(&self) -> &str {
        match self {
            Self::DirectTls => "",
            Self::XmppClient => "xmpp-client",
            Self::XmppServer => "xmpp-server",
            Self::Smtp => "smtp",
            Self::Imap => "imap",
            Self::Pop3 => "pop3",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for Dialect {
    fn from(word: String) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "" => Self::DirectTls,
            "xmpp-client" => Self::XmppClient,
            "xmpp-server" => Self::XmppServer,
            "smtp" => Self::Smtp,
            "imap" => Self::Imap,
            "pop3" => Self::Pop3,
            _ => Self::Other(shorten(&word, MAX_WORD)),
        }
    }
}

impl From<Dialect> for String {
    fn from(dialect: Dialect) -> Self {
        dialect.word().to_owned()
    }
}

fn unusable(member: &str, problem: impl ToString) -> Unreadable {
    Unreadable::Unusable {
        member: member.to_owned(),
        problem: shorten(&problem.to_string(), 2 * MAX_WORD),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn minimal() -> TlsEndpoint {
        TlsEndpoint::direct("im.example.org", 5223)
    }

    fn refused(payload: &Value) -> String {
        match TlsEndpoint::from_payload(payload) {
            Err(error) => error.to_string(),
            Ok(read) => panic!("read {read:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let full = TlsEndpoint {
            sni: "example.org".into(),
            starttls: Dialect::XmppServer,
            require_starttls: true,
            alpn: vec!["xmpp-server".into()],
            authentic: Some(true),
            ..minimal()
        };
        for endpoint in [minimal(), full] {
            let entry = endpoint.to_entry("one");
            assert_eq!(entry.ref_, "one");
            assert_eq!(TlsEndpoint::from_entry(&entry), Ok(endpoint));
        }
    }

    #[test]
    fn no_alpn_is_written_where_none_is_offered() {
        assert!(!minimal().to_entry("one").payload.contains("alpn"));
    }

    #[test]
    fn member_names_have_any_case_and_null_is_absent() {
        let payload = json!({
            "Host": "im.example.org", "PORT": 5223, "Sni": null, "StartTLS": null,
            "require_StartTLS": null, "ALPN": null, "Authentic": null, "comment": 7,
        });
        assert_eq!(TlsEndpoint::from_payload(&payload), Ok(minimal()));
    }

    #[test]
    fn a_dialect_that_is_not_known_is_kept() {
        let read = |word: &str| {
            let payload = json!({ "host": "a.example.org", "port": 25, "starttls": word });
            TlsEndpoint::from_payload(&payload).unwrap().starttls
        };
        assert_eq!(read("Sieve"), Dialect::Other("Sieve".into()));
        assert_eq!(read("Sieve").word(), "Sieve");
        for (word, dialect) in [
            ("smtp", Dialect::Smtp),
            ("IMAP", Dialect::Imap),
            ("pop3", Dialect::Pop3),
            ("", Dialect::DirectTls),
        ] {
            assert_eq!(read(word), dialect);
            assert_eq!(dialect.word(), word.to_ascii_lowercase());
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(refused(&json!([])), "its payload is not a JSON object");
        assert_eq!(
            refused(&json!({ "host": "a" })),
            "its payload lacks the member \"port\""
        );
        for (member, payload) in [
            ("port", json!({ "host": "a", "port": 70000 })),
            ("port", json!({ "host": "a", "port": 0 })),
            ("port", json!({ "host": "a", "port": "5222" })),
            ("host", json!({ "host": "", "port": 1 })),
            ("host", json!({ "host": "a".repeat(256), "port": 1 })),
            ("sni", json!({ "host": "a", "port": 1, "sni": 7 })),
            (
                "starttls",
                json!({ "host": "a", "port": 1, "starttls": true }),
            ),
            (
                "require_starttls",
                json!({ "host": "a", "port": 1, "require_starttls": "yes" }),
            ),
            (
                "authentic",
                json!({ "host": "a", "port": 1, "authentic": "yes" }),
            ),
            (
                "alpn[1]",
                json!({ "host": "a", "port": 1, "alpn": ["x", 1] }),
            ),
            ("alpn[0]", json!({ "host": "a", "port": 1, "alpn": [""] })),
            (
                "alpn",
                json!({ "host": "a", "port": 1, "alpn": vec!["x"; 9] }),
            ),
        ] {
            let message = refused(&payload);
            let start = format!("the member \"{member}\" of its payload cannot be used: ");
            assert!(message.starts_with(&start), "{message}");
        }
    }

    #[test]
    fn an_entry_of_another_type_is_not_this_one() {
        let entry = Entry {
            entry_type: "dane.v1".into(),
            ..minimal().to_entry("one")
        };
        let other = Unreadable::OtherType {
            found: "dane.v1".into(),
        };
        assert_eq!(TlsEndpoint::from_entry(&entry), Err(other));
    }

    #[test]
    fn the_name_is_the_host_where_no_other_is_given() {
        assert_eq!(minimal().name(), "im.example.org");
        let named = TlsEndpoint {
            sni: "example.org.".into(),
            ..minimal()
        };
        assert_eq!(named.name(), "example.org");
        for host in ["2001:db8::1", "[2001:db8::1]"] {
            let literal = TlsEndpoint {
                host: host.into(),
                ..minimal()
            };
            assert_eq!(literal.name(), "2001:db8::1");
            assert_eq!(literal.label(), "[2001:db8::1]:5223");
        }
    }
}
