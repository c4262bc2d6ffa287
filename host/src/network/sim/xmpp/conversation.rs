//! One connection of a server: what it reads, and when it answers.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use super::{Auth, StartTls, Verify, XmppServer};
use crate::network::sim::listener::Service;
use crate::network::sim::pipe::SimStream;

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

impl XmppServer {
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
            self.farewell(stream).await?;
        }
        Ok(())
    }

    /// Answers what is asked until the client says goodbye.
    async fn farewell<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
    ) -> std::io::Result<()> {
        let mut text = String::new();
        let mut buffer = [0; 1024];
        let mut asked = false;
        let mut tried = false;
        while !text.contains("</stream") && text.len() <= 8192 {
            if !asked && text.contains("</db:verify>") {
                asked = true;
                tokio::time::sleep(self.thinking).await;
                if let Some(answer) = self.verification(&text) {
                    stream.write_all(answer.as_bytes()).await?;
                }
                if matches!(self.verify, Verify::Ending(_)) {
                    return Ok(());
                }
            }
            if !tried && text.contains("</auth>") {
                tried = true;
                tokio::time::sleep(self.thinking).await;
                if let Some(answer) = self.authentication() {
                    stream.write_all(answer.as_bytes()).await?;
                }
                match self.auth {
                    Auth::Ending(_) => return Ok(()),
                    Auth::Success => self.restart(stream).await?,
                    _ => {}
                }
            }
            let count = stream.read(&mut buffer).await?;
            if count == 0 {
                return Ok(());
            }
            text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
        Ok(())
    }

    fn authentication(&self) -> Option<String> {
        const SASL: &str = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";
        match &self.auth {
            Auth::Success => Some(format!("<success {SASL}/>")),
            Auth::Failure(condition) => Some(format!("<failure {SASL}><{condition}/></failure>")),
            Auth::Silent => None,
            Auth::Ending(text) | Auth::Saying(text) => Some(text.clone()),
        }
    }

    /// Begins the stream anew (RFC 6120 §6.4.6).
    async fn restart<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
    ) -> std::io::Result<()> {
        if read_opening(stream).await?.is_none() {
            return Ok(());
        }
        tokio::time::sleep(self.thinking).await;
        let text = format!("{}<stream:features/>", self.header(true));
        stream.write_all(text.as_bytes()).await
    }

    fn verification(&self, question: &str) -> Option<String> {
        let id = attribute(question, "id");
        match &self.verify {
            Verify::Type(word) => Some(format!("<db:verify id='{id}' type='{word}'/>")),
            Verify::Silent => None,
            Verify::Ending(text) | Verify::Saying(text) => Some(text.replace("{id}", id)),
        }
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

/// The value of an attribute of `<db:verify/>`.
fn attribute<'a>(question: &'a str, name: &str) -> &'a str {
    let element = question.find("<db:verify").map_or("", |at| &question[at..]);
    let value = element.split_once(&format!("{name}='"));
    let value = value.and_then(|(_, rest)| rest.split_once('\''));
    value.map_or("", |(value, _)| value)
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
