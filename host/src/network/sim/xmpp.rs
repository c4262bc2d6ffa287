//! XMPP servers with a personality.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use super::certificates::OtherName;
use super::listener::Service;
use super::pipe::SimStream;

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

    async fn run(self, mut stream: SimStream) -> std::io::Result<()> {
        if self.direct {
            let acceptor = TlsAcceptor::from(self.tls.clone());
            let mut stream = acceptor.accept(stream).await?;
            self.secured(&mut stream).await?;
            return stream.shutdown().await;
        }
        if !self.open(&mut stream, false).await? {
            return Ok(());
        }
        let request = read_until(&mut stream, "<starttls").await?;
        if !request {
            return Ok(());
        }
        tokio::time::sleep(self.thinking).await;
        let tls_ns = "xmlns='urn:ietf:params:xml:ns:xmpp-tls'";
        match &self.starttls {
            StartTls::Refused => {
                let text = format!("<failure {tls_ns}/></stream:stream>");
                return stream.write_all(text.as_bytes()).await;
            }
            StartTls::Answering(text) => return stream.write_all(text.as_bytes()).await,
            StartTls::Injecting(text) => {
                let text = format!("<proceed {tls_ns}/>{text}");
                stream.write_all(text.as_bytes()).await?;
            }
            StartTls::NotTls => {
                stream
                    .write_all(format!("<proceed {tls_ns}/>").as_bytes())
                    .await?;
                let mut buffer = [0; 1024];
                let _ = stream.read(&mut buffer).await?;
                return stream.write_all(b"this is not TLS at all").await;
            }
            _ => {
                stream
                    .write_all(format!("<proceed {tls_ns}/>").as_bytes())
                    .await?
            }
        }
        let mut stream = TlsAcceptor::from(self.tls.clone()).accept(stream).await?;
        self.secured(&mut stream).await?;
        stream.shutdown().await
    }

    async fn secured<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
    ) -> std::io::Result<()> {
        if self.open(stream, true).await? {
            // The client says goodbye.
            let _ = read_until(stream, "</stream").await;
        }
        Ok(())
    }

    /// Header and features, or an error; false if the stream is over.
    async fn open<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        secured: bool,
    ) -> std::io::Result<bool> {
        let Some(opening) = read_opening(stream).await? else {
            return Ok(false);
        };
        tokio::time::sleep(self.thinking).await;
        let header = self.header(secured);
        let known = self.domains.is_empty()
            || self
                .domains
                .iter()
                .any(|domain| opening.contains(&format!("to='{domain}'")));
        let error = if !opening.contains(&format!("xmlns='{}'", self.content)) {
            Some(Self::stream_error("invalid-namespace", ""))
        } else if !known {
            Some(Self::stream_error("host-unknown", ""))
        } else if secured {
            self.error.clone()
        } else {
            self.error_before.clone()
        };
        if let Some(error) = error {
            let header = if self.headless { String::new() } else { header };
            stream
                .write_all(format!("{header}{error}").as_bytes())
                .await?;
            return Ok(false);
        }
        let features = self.features(secured);
        if !self.in_pieces && self.keepalives == 0 {
            stream
                .write_all(format!("{header}{features}").as_bytes())
                .await?;
            return Ok(true);
        }
        stream.write_all(header.as_bytes()).await?;
        for _ in 0..self.keepalives {
            tokio::time::sleep(Duration::from_secs(1)).await;
            stream.write_all(b" \n").await?;
        }
        stream.write_all(features.as_bytes()).await?;
        Ok(true)
    }

    fn header(&self, secured: bool) -> String {
        let dialback = match if secured {
            self.dialback
        } else {
            self.dialback_before
        } {
            true => " xmlns:db='jabber:server:dialback'",
            false => "",
        };
        let from = self.domains.first().map_or("", String::as_str);
        format!(
            "{}<stream:stream xmlns='{}' xmlns:stream='http://etherx.jabber.org/streams'{dialback} \
             id='s{}' from='{from}' version='1.0' xml:lang='en'>",
            self.declaration,
            self.content,
            if secured { 2 } else { 1 },
        )
    }

    fn features(&self, secured: bool) -> String {
        let mut inner = String::new();
        let mechanisms = if secured {
            &self.mechanisms
        } else {
            &self.mechanisms_before
        };
        let required = match &self.starttls {
            StartTls::Absent => None,
            StartTls::Optional | StartTls::Sole => Some(""),
            _ => Some("<required/>"),
        };
        if let Some(required) = required.filter(|_| !secured || self.starttls_again) {
            inner.push_str(&format!(
                "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>{required}</starttls>"
            ));
        }
        if !mechanisms.is_empty() {
            inner.push_str(&list(
                "mechanisms",
                "urn:ietf:params:xml:ns:xmpp-sasl",
                mechanisms,
            ));
        }
        if secured {
            if !self.sasl2.is_empty() {
                inner.push_str(&list("authentication", "urn:xmpp:sasl:2", &self.sasl2));
            }
            if !self.channel_bindings.is_empty() {
                inner.push_str("<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>");
                for name in &self.channel_bindings {
                    inner.push_str(&format!("<channel-binding type='{name}'/>"));
                }
                inner.push_str("</sasl-channel-binding>");
            }
            inner.push_str(&self.extra);
        } else if self.starttls == StartTls::Optional {
            inner.push_str("<ver xmlns='urn:xmpp:features:rosterver'/>");
        }
        format!("<stream:features>{inner}</stream:features>")
    }
}

impl Service for XmppServer {
    fn serve(&self, stream: SimStream) -> BoxFuture<'static, ()> {
        let server = self.clone();
        async move {
            // A client that goes away is no concern of a simulated server.
            let _ = server.run(stream).await;
        }
        .boxed()
    }
}

fn list(element: &str, namespace: &str, mechanisms: &[&str]) -> String {
    let items: String = mechanisms
        .iter()
        .map(|name| format!("<mechanism>{name}</mechanism>"))
        .collect();
    format!("<{element} xmlns='{namespace}'>{items}</{element}>")
}

/// Reads a stream header; `None` where the client sends something else.
async fn read_opening<S: AsyncRead + Unpin>(stream: &mut S) -> std::io::Result<Option<String>> {
    let mut text = String::new();
    let mut buffer = [0; 1024];
    loop {
        let start = text.find("<stream:stream");
        if let Some(end) = start.and_then(|start| text[start..].find('>').map(|end| start + end)) {
            return Ok(Some(text[..=end].to_owned()));
        }
        let count = stream.read(&mut buffer).await?;
        if count == 0 || text.len() > 8192 {
            return Ok(None);
        }
        // What is no text is no XML: a TLS client on a plain port, say.
        match std::str::from_utf8(&buffer[..count]) {
            Ok(more) if text.is_empty() && !more.trim_start().starts_with('<') => {
                stream_is_not_xml()?;
            }
            Ok(more) => text.push_str(more),
            Err(_) => stream_is_not_xml()?,
        }
    }
}

fn stream_is_not_xml() -> std::io::Result<()> {
    Err(std::io::ErrorKind::InvalidData.into())
}

async fn read_until<S: AsyncRead + Unpin>(stream: &mut S, what: &str) -> std::io::Result<bool> {
    let mut text = String::new();
    let mut buffer = [0; 1024];
    while !text.contains(what) {
        let count = stream.read(&mut buffer).await?;
        if count == 0 || text.len() > 8192 {
            return Ok(false);
        }
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    Ok(true)
}
