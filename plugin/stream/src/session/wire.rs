//! The bytes of one connection, in clear and, once it has begun, under TLS.

use std::collections::VecDeque;

use checker_kit::tcp::TcpError;
use checker_kit::tls::{TlsClient, TlsFacts, TlsFailure};
use rustls::pki_types::CertificateDer;

/// Turns what is said into writes and what is read into what was said.
#[derive(Debug, Default)]
pub(super) struct Wire {
    tls: Option<TlsClient>,
    /// What waits to be sent, one item for each write.
    outgoing: VecDeque<Vec<u8>>,
    /// A write that failed. What the server said before it went away is worth
    /// more than that, so it is only reported when there is nothing to read.
    broken: Option<TcpError>,
}

impl Wire {
    /// From here on everything is under TLS; the ClientHello is queued.
    pub(super) fn secure(&mut self, tls: TlsClient) {
        self.tls = Some(tls);
        self.flush();
    }

    /// Queues text in one write.
    pub(super) fn send(&mut self, text: &str) {
        match &mut self.tls {
            None => self.queue(text.as_bytes().to_vec()),
            Some(tls) => {
                tls.write(text.as_bytes());
                self.flush();
            }
        }
    }

    /// Queues the last words and the end of TLS in one write.
    pub(super) fn close(&mut self, farewell: &str) {
        if let Some(tls) = &mut self.tls {
            tls.write(farewell.as_bytes());
            tls.close();
            return self.flush();
        }
        self.send(farewell);
    }

    /// Adds what `bytes` say to `said`, all of it that came before an error,
    /// and queues what TLS has to answer: handshake messages, an alert, a key
    /// update.
    pub(super) fn receive(&mut self, bytes: &[u8], said: &mut Vec<u8>) -> Result<(), TlsFailure> {
        let Some(tls) = &mut self.tls else {
            said.extend_from_slice(bytes);
            return Ok(());
        };
        let outcome = tls.decrypt(bytes, said);
        self.flush();
        outcome
    }

    /// The network's end was reached.
    pub(super) fn receive_end(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.feed_end();
        }
    }

    /// The next bytes to be sent, in one write.
    pub(super) fn take(&mut self) -> Option<Vec<u8>> {
        self.outgoing.pop_front()
    }

    /// Whether something waits to be sent.
    pub(super) fn has_outgoing(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// A write failed: nothing is sent any more.
    pub(super) fn break_off(&mut self, error: TcpError) {
        self.outgoing.clear();
        self.broken = Some(error);
    }

    /// The write that failed.
    pub(super) fn broken(&self) -> Option<&TcpError> {
        self.broken.as_ref()
    }

    pub(super) fn is_handshaking(&self) -> bool {
        self.tls.as_ref().is_some_and(TlsClient::is_handshaking)
    }

    pub(super) fn tls_facts(&self) -> Option<TlsFacts> {
        self.tls.as_ref().and_then(TlsClient::facts)
    }

    /// The certificates that the server sent, its own first.
    pub(super) fn certificates(&self) -> Vec<CertificateDer<'static>> {
        self.tls
            .as_ref()
            .map_or_else(Vec::new, |tls| tls.chain().to_vec())
    }

    /// Whether the server announced its end with close_notify; `None` without
    /// TLS.
    pub(super) fn saw_close_notify(&mut self) -> Option<bool> {
        self.tls.as_mut().map(TlsClient::saw_close_notify)
    }

    fn flush(&mut self) {
        if let Some(tls) = &mut self.tls {
            let bytes = tls.take_outgoing();
            self.queue(bytes);
        }
    }

    fn queue(&mut self, bytes: Vec<u8>) {
        if !bytes.is_empty() && self.broken.is_none() {
            self.outgoing.push_back(bytes);
        }
    }
}
