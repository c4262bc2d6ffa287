//! A connection that may have TLS on it.

use std::net::SocketAddr;

use checker_kit::tcp::Connection;
use checker_kit::tls::{TlsClient, TlsFacts, TlsFailure};
use rustls::pki_types::CertificateDer;

use super::Cause;

/// TCP, and TLS once [`secure`](Self::secure) was called.
#[derive(Debug)]
pub(super) struct Channel {
    connection: Connection,
    tls: Option<TlsClient>,
    ended: bool,
}

impl Channel {
    pub(super) async fn open(remote: SocketAddr) -> Result<Self, Cause> {
        Ok(Self {
            connection: Connection::open(remote).await?,
            tls: None,
            ended: false,
        })
    }

    /// Makes the handshake and returns what was decrypted on the way.
    pub(super) async fn secure(&mut self, tls: TlsClient) -> Result<Vec<u8>, Cause> {
        let tls = self.tls.insert(tls);
        let mut early = Vec::new();
        loop {
            if tls.has_outgoing() {
                self.connection.write(tls.take_outgoing()).await?;
            }
            if !tls.is_handshaking() {
                return Ok(early);
            }
            let bytes = self.connection.read().await?;
            if bytes.is_empty() {
                self.ended = true;
                return Err(Cause::Tls(TlsFailure::Closed));
            }
            match tls.feed(&bytes) {
                Ok(plaintext) => early.extend(plaintext),
                Err(failure) => {
                    // The server should learn why: flush the alert.
                    let alert = tls.take_outgoing();
                    if !alert.is_empty() {
                        let _ = self.connection.write(alert).await;
                    }
                    return Err(failure.into());
                }
            }
        }
    }

    /// Sends text in clear.
    pub(super) async fn send(&mut self, text: &str) -> Result<(), Cause> {
        Ok(self.connection.write(text.as_bytes().to_vec()).await?)
    }

    /// The next bytes of the stream; the end is an error.
    pub(super) async fn receive(&mut self) -> Result<Vec<u8>, Cause> {
        loop {
            let bytes = self.connection.read().await?;
            if bytes.is_empty() {
                self.ended = true;
                if let Some(tls) = &mut self.tls {
                    tls.feed_end();
                }
                return Err(Cause::Closed);
            }
            let Some(tls) = &mut self.tls else {
                return Ok(bytes);
            };
            let plaintext = tls.feed(&bytes)?;
            // TLS 1.3 key updates and tickets want no answer that cannot wait,
            // but what is queued (an alert, an update) has to leave.
            if tls.has_outgoing() {
                self.connection.write(tls.take_outgoing()).await?;
            }
            if !plaintext.is_empty() {
                return Ok(plaintext);
            }
            if tls.saw_close_notify() {
                self.ended = true;
                return Err(Cause::Closed);
            }
        }
    }

    /// Says goodbye in one write and waits for nothing.
    pub(super) async fn close(&mut self, farewell: &str) {
        let bytes = match &mut self.tls {
            None => farewell.as_bytes().to_vec(),
            Some(tls) => {
                tls.write(farewell.as_bytes());
                tls.close();
                tls.take_outgoing()
            }
        };
        if !bytes.is_empty() {
            let _ = self.connection.write(bytes).await;
        }
    }

    pub(super) fn tls_facts(&self) -> Option<TlsFacts> {
        self.tls.as_ref().and_then(TlsClient::facts)
    }

    pub(super) fn certificates(&self) -> Vec<CertificateDer<'static>> {
        self.tls
            .as_ref()
            .map_or_else(Vec::new, |tls| tls.chain().to_vec())
    }

    /// Whether the server ended the connection.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Whether it said so with close_notify; `None` without TLS.
    pub(super) fn saw_close_notify(&mut self) -> Option<bool> {
        self.tls.as_mut().map(TlsClient::saw_close_notify)
    }
}
