//! TLS over a TCP connection of the contract: for protocols whose bytes a checker
//! reads and writes as they come.
//!
//! Where a conversation is to run without a network, in tests or under a fuzzer,
//! use [`TlsClient`] itself: it has neither input nor output of its own.

use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};

use super::client::{Config, TlsClient, TlsFacts};
use super::failure::TlsFailure;
use crate::tcp::{Connection, TcpError};

/// A connection under TLS.
#[derive(Debug)]
pub struct Channel {
    connection: Connection,
    tls: TlsClient,
    /// Decrypted and not handed out yet.
    received: Vec<u8>,
}

/// Why a connection could not be secured, or broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum ChannelError {
    /// Below TLS.
    #[error("{0}")]
    Tcp(TcpError),
    /// In the handshake or in a record.
    #[error("{0}")]
    Tls(TlsFailure),
}

impl ChannelError {
    /// Whether the fault lies on the prober's side, so that nothing is known
    /// about the peer.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Tcp(error) => error.is_local(),
            Self::Tls(_) => false,
        }
    }
}

impl Channel {
    /// Completes a handshake, whatever the certificate: `name` goes out as SNI,
    /// `alpn` are the protocols to offer (RFC 7301). Race it with a deadline.
    ///
    /// # Errors
    ///
    /// Where the connection breaks, and where there is no handshake.
    pub async fn open(
        connection: Connection,
        config: &Config,
        name: &str,
        alpn: &[&str],
    ) -> Result<Self, ChannelError> {
        let mut channel = Self {
            connection,
            tls: TlsClient::new(config, name, alpn)?,
            received: Vec::new(),
        };
        channel.flush().await?;
        while channel.tls.is_handshaking() {
            if !channel.take_in().await? {
                return Err(ChannelError::Tls(TlsFailure::Closed));
            }
        }
        Ok(channel)
    }

    /// What was agreed, and with whom; `None` where the server's choice has no
    /// name.
    pub fn facts(&self) -> Option<TlsFacts> {
        self.tls.facts()
    }

    /// The certificates that the server sent, its own first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        self.tls.chain()
    }

    /// Reads what is there, waiting for at least one byte; empty at the end. One
    /// that is dropped loses nothing: the bytes are there for the next.
    ///
    /// # Errors
    ///
    /// Where the connection breaks.
    pub async fn read(&mut self) -> Result<Vec<u8>, ChannelError> {
        while self.received.is_empty() && self.take_in().await? {}
        Ok(std::mem::take(&mut self.received))
    }

    /// Sends all of `plaintext`.
    ///
    /// # Errors
    ///
    /// Where the connection breaks.
    pub async fn write(&mut self, plaintext: &[u8]) -> Result<(), ChannelError> {
        self.tls.write(plaintext);
        self.flush().await
    }

    /// Says that no more is sent (RFC 8446 §6.1). The connection is closed when
    /// the channel is dropped.
    ///
    /// # Errors
    ///
    /// Where the connection breaks.
    pub async fn close(&mut self) -> Result<(), ChannelError> {
        self.tls.close();
        self.flush().await
    }

    /// Whether more may come: `false` at the end.
    async fn take_in(&mut self) -> Result<bool, ChannelError> {
        let bytes = self.connection.read().await?;
        if bytes.is_empty() {
            self.tls.feed_end();
            return Ok(false);
        }
        let decrypted = self.tls.decrypt(&bytes, &mut self.received);
        // An alert for the server, too; that it cannot be sent changes nothing.
        let flushed = self.flush().await;
        decrypted?;
        flushed?;
        Ok(true)
    }

    async fn flush(&mut self) -> Result<(), ChannelError> {
        while self.tls.has_outgoing() {
            let bytes = self.tls.take_outgoing();
            if bytes.is_empty() {
                break;
            }
            self.connection.write(bytes).await?;
        }
        Ok(())
    }
}

impl From<TcpError> for ChannelError {
    fn from(error: TcpError) -> Self {
        Self::Tcp(error)
    }
}

impl From<TlsFailure> for ChannelError {
    fn from(failure: TlsFailure) -> Self {
        Self::Tls(failure)
    }
}
