//! XMPP servers with a personality.

mod conversation;
mod words;

use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::ServerConfig;

use super::certificates::OtherName;

/// id-on-xmppAddr (RFC 6120 §13.7.1.4).
const XMPP_ADDR: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 8, 5];

/// An XmppAddr entry of a certificate.
pub fn xmpp_addr(domain: &str) -> OtherName {
    OtherName::new(&XMPP_ADDR, domain)
}

/// How a server treats STARTTLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartTls {
    /// Offered with `<required/>`.
    Required,
    /// Offered without, beside other features.
    Optional,
    /// Offered without, as the only feature.
    Sole,
    /// Not offered.
    Absent,
    /// Offered; `<starttls/>` is answered with `<failure/>`.
    Refused,
    /// Offered; `<proceed/>` is followed by these bytes in clear.
    Injecting(String),
    /// Offered; `<proceed/>` is followed by something that is not TLS.
    NotTls,
    /// Offered; `<starttls/>` is answered with this.
    Answering(String),
}

/// What a server answers to `<db:verify/>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verify {
    /// With this type: `invalid`, `valid`.
    Type(&'static str),
    /// Nothing.
    Silent,
    /// With this, and the end of the stream.
    Ending(String),
    /// With this, and whatever comes after it.
    Saying(String),
}

/// What a server answers to `<auth/>` of SASL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// With `<success/>`; the stream that then begins has no features.
    Success,
    /// With `<failure/>` of this condition.
    Failure(&'static str),
    /// Nothing.
    Silent,
    /// With this, and the end of the connection.
    Ending(String),
    /// With this, and whatever comes after it.
    Saying(String),
}

/// An XMPP server. The fields are what it does; [`c2s`](Self::c2s) and
/// [`s2s`](Self::s2s) are sound to begin with.
#[derive(Clone)]
pub struct XmppServer {
    /// `jabber:client` or `jabber:server`.
    pub content: &'static str,
    /// The domains it serves; empty for all.
    pub domains: Vec<String>,
    /// Its TLS.
    pub tls: Arc<ServerConfig>,
    /// TLS from the first byte.
    pub direct: bool,
    /// STARTTLS.
    pub starttls: StartTls,
    /// SASL mechanisms offered in clear.
    pub mechanisms_before: Vec<&'static str>,
    /// SASL mechanisms offered under TLS.
    pub mechanisms: Vec<&'static str>,
    /// SASL2 mechanisms offered under TLS.
    pub sasl2: Vec<&'static str>,
    /// Channel-binding types.
    pub channel_bindings: Vec<&'static str>,
    /// `xmlns:db` in the header in clear.
    pub dialback_before: bool,
    /// `xmlns:db` in the header under TLS.
    pub dialback: bool,
    /// What it answers when asked about a dialback key.
    pub verify: Verify,
    /// What it answers to an attempt to authenticate.
    pub auth: Auth,
    /// Offers STARTTLS again under TLS.
    pub starttls_again: bool,
    /// A stream error in place of the features in clear.
    pub error_before: Option<String>,
    /// A stream error in place of the features under TLS.
    pub error: Option<String>,
    /// Leaves the header out where it sends an error in clear.
    pub headless: bool,
    /// The XML declaration.
    pub declaration: &'static str,
    /// Sent, one a second, before the features.
    pub keepalives: usize,
    /// Whether header and features leave in two writes.
    pub in_pieces: bool,
    /// Further features, as XML.
    pub extra: String,
    /// How long it thinks before each answer.
    pub thinking: Duration,
}

impl XmppServer {
    /// A client-to-server service as current servers offer it.
    pub fn c2s(domain: &str, tls: Arc<ServerConfig>) -> Self {
        Self {
            content: "jabber:client",
            domains: vec![domain.to_owned()],
            tls,
            direct: false,
            starttls: StartTls::Required,
            mechanisms_before: Vec::new(),
            mechanisms: vec![
                "SCRAM-SHA-256-PLUS",
                "SCRAM-SHA-256",
                "SCRAM-SHA-1-PLUS",
                "SCRAM-SHA-1",
                "PLAIN",
            ],
            sasl2: Vec::new(),
            channel_bindings: vec!["tls-exporter", "tls-server-end-point"],
            dialback_before: false,
            dialback: false,
            verify: Verify::Type("invalid"),
            auth: Auth::Failure("not-authorized"),
            starttls_again: false,
            error_before: None,
            error: None,
            headless: false,
            declaration: "<?xml version='1.0'?>",
            keepalives: 0,
            in_pieces: false,
            extra: "<limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>262144</max-bytes>\
                    <idle-seconds>840</idle-seconds></limits>"
                .to_owned(),
            thinking: Duration::ZERO,
        }
    }

    /// A server-to-server service as current servers offer it.
    pub fn s2s(domain: &str, tls: Arc<ServerConfig>) -> Self {
        Self {
            content: "jabber:server",
            mechanisms: Vec::new(),
            channel_bindings: Vec::new(),
            dialback_before: true,
            dialback: true,
            extra: "<dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback>".to_owned(),
            ..Self::c2s(domain, tls)
        }
    }

    /// The same with TLS from the first byte.
    #[must_use]
    pub fn direct(mut self) -> Self {
        self.direct = true;
        self
    }

    /// A stream error element of this condition; `inner` goes into it.
    pub fn stream_error(condition: &str, inner: &str) -> String {
        format!(
            "<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{inner}\
             </{condition}></stream:error></stream:stream>"
        )
    }
}
