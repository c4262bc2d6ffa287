//! A connection that may have TLS on it.

use std::net::SocketAddr;

use checker_kit::tcp::{Connection, TcpError};
use checker_kit::tls::{TlsClient, TlsFacts, TlsFailure};
use rustls::pki_types::CertificateDer;

use crate::failure::FailureCause;

/// TCP, and TLS once [`secure`](Self::secure) was called.
#[derive(Debug)]
pub(super) struct Channel {
    connection: Connection,
    tls: Option<TlsClient>,
    ended: bool,
    /// A write that failed. What the server said before it went away is worth
    /// more than that, so it is only reported when there is nothing to read.
    broken: Option<TcpError>,
}

impl Channel {
    pub(super) async fn open(remote: SocketAddr) -> Result<Self, FailureCause> {
        Ok(Self {
            connection: Connection::open(remote).await?,
            tls: None,
            ended: false,
            broken: None,
        })
    }

    /// Makes the handshake and returns what was decrypted on the way.
    pub(super) async fn secure(&mut self, tls: TlsClient) -> Result<Vec<u8>, FailureCause> {
        self.tls = Some(tls);
        let mut early = Vec::new();
        loop {
            self.flush().await;
            if !self.tls.as_ref().is_some_and(TlsClient::is_handshaking) {
                return Ok(early);
            }
            let bytes = self.read().await?;
            if bytes.is_empty() {
                return Err(FailureCause::Tls(TlsFailure::Closed));
            }
            match self.decrypt(&bytes) {
                Ok(plaintext) => early.extend(plaintext),
                Err(failure) => {
                    // The server should learn why: flush the alert.
                    self.flush().await;
                    return Err(failure.into());
                }
            }
        }
    }

    /// Sends text in clear.
    pub(super) async fn send(&mut self, text: &str) {
        self.write(text.as_bytes().to_vec()).await;
    }

    /// The next bytes of the stream; the end is an error.
    pub(super) async fn receive(&mut self) -> Result<Vec<u8>, FailureCause> {
        loop {
            let bytes = self.read().await?;
            if bytes.is_empty() {
                return Err(FailureCause::Closed);
            }
            if self.tls.is_none() {
                return Ok(bytes);
            }
            let plaintext = self.decrypt(&bytes)?;
            // An answer to a key update, an alert.
            self.flush().await;
            if !plaintext.is_empty() {
                return Ok(plaintext);
            }
            if self.saw_close_notify() == Some(true) {
                self.ended = true;
                return Err(FailureCause::Closed);
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
        self.write(bytes).await;
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

    /// Sends what TLS has queued.
    async fn flush(&mut self) {
        let bytes = self
            .tls
            .as_mut()
            .map(TlsClient::take_outgoing)
            .unwrap_or_default();
        self.write(bytes).await;
    }

    fn decrypt(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TlsFailure> {
        match &mut self.tls {
            Some(tls) => tls.feed(bytes),
            None => Ok(Vec::new()),
        }
    }

    async fn write(&mut self, bytes: Vec<u8>) {
        if bytes.is_empty() || self.broken.is_some() {
            return;
        }
        self.broken = self.connection.write(bytes).await.err();
    }

    /// The next bytes from the network; empty at the end.
    async fn read(&mut self) -> Result<Vec<u8>, TcpError> {
        let outcome = self.connection.read().await;
        if matches!(&outcome, Ok(bytes) if !bytes.is_empty()) {
            return outcome;
        }
        self.ended = outcome.is_ok();
        if let (Ok(_), Some(tls)) = (&outcome, &mut self.tls) {
            tls.feed_end();
        }
        match self.broken.take() {
            Some(error) => Err(error),
            None => outcome,
        }
    }
}
