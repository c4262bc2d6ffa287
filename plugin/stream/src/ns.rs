//! XML namespaces.

/// The stream itself (RFC 6120 §4.8.1).
pub const STREAMS: &str = "http://etherx.jabber.org/streams";
/// Client-to-server content (RFC 6120 §4.8.2).
pub const CLIENT: &str = "jabber:client";
/// Server-to-server content (RFC 6120 §4.8.2).
pub const SERVER: &str = "jabber:server";
/// STARTTLS (RFC 6120 §5.8).
pub const STARTTLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";
/// SASL (RFC 6120 §6.8).
pub const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
/// Extensible SASL Profile (XEP-0388).
pub const SASL2: &str = "urn:xmpp:sasl:2";
/// SASL Channel-Binding Type Capability (XEP-0440).
pub const CHANNEL_BINDING: &str = "urn:xmpp:sasl-cb:0";
/// Server Dialback (XEP-0220).
pub const DIALBACK: &str = "jabber:server:dialback";
/// The dialback stream feature (XEP-0220 §2.3).
pub const DIALBACK_FEATURE: &str = "urn:xmpp:features:dialback";
/// Entity Capabilities (XEP-0115).
pub const CAPS: &str = "http://jabber.org/protocol/caps";
/// Stream Limits Advertisement (XEP-0478).
pub const LIMITS: &str = "urn:xmpp:stream-limits:0";
/// Conditions of stream errors (RFC 6120 §4.9.3).
pub const STREAM_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-streams";
/// Conditions of stanza errors (RFC 6120 §8.3.3).
pub const STANZA_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";
/// What the prefix `xml` always stands for.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// What the prefix `xmlns` always stands for.
pub const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
