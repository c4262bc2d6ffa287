//! The handshake and the records, without input or output of their own.

use std::io::{Read, Write};
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion};
use serde::{Deserialize, Serialize};

use super::certificate::CertificateFacts;
use super::failure::TlsFailure;
use super::identity::Identity;
use super::outdated::OutdatedHandshake;
use super::provider::provider;
use super::requests::{CertificateRequests, ClientCertificate};
use super::verifier::{Recorder, Signature};
use crate::text::excerpt;

/// The most decrypted bytes that one [`TlsClient::read`] hands out.
const PLAINTEXT: usize = 32 * 1024;

/// The record of a ChangeCipherSpec message.
const CHANGE_CIPHER_SPEC: [u8; 6] = [0x14, 0x03, 0x03, 0x00, 0x01, 0x01];

/// What all connections of a run share.
#[derive(Debug, Clone)]
pub struct Config {
    client: ClientConfig,
    provider: Arc<CryptoProvider>,
    check_signatures: bool,
    outdated: bool,
    identity: Option<Identity>,
}

/// What was agreed in a handshake, and with whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFacts {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// The cipher suite by its IANA name.
    pub cipher_suite: String,
    /// The key exchange group by its IANA name, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The application protocol the server chose (RFC 7301), if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
    /// The scheme the server signed the handshake with, by its IANA name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_scheme: Option<String>,
    /// Whether that signature could be checked; absent where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// What became of the certificate that a server could have asked for;
    /// absent where there was none to present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<ClientCertificate>,
    /// How many certificates the server sent.
    pub chain_length: usize,
    /// The server's own certificate; absent where it cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateFacts>,
}

/// One connection. Bytes from the network go in by [`feed`](Self::feed), bytes
/// for it come out by [`take_outgoing`](Self::take_outgoing).
#[derive(Debug)]
pub struct TlsClient {
    connection: ClientConnection,
    recorder: Arc<Recorder>,
    requests: Arc<CertificateRequests>,
    /// In the place of the connection, where that is what is asked for.
    outdated: Option<OutdatedHandshake>,
    started: bool,
    /// Bytes that wait for more to leave with.
    held: Vec<u8>,
}

impl Config {
    /// A configuration that completes every handshake it can.
    pub fn new() -> Result<Self, TlsFailure> {
        let provider = provider();
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Recorder::new(provider.clone(), true)))
            .with_no_client_auth();
        let mut client = config;
        // A probe wants to see the whole handshake, each time.
        client.resumption = Resumption::disabled();
        Ok(Self {
            client,
            provider,
            check_signatures: true,
            outdated: false,
            identity: None,
        })
    }

    /// The same, but the signature by which a server proves that it owns its
    /// key is not checked: for who judges nothing by it. It is a good part of
    /// a handshake's work.
    #[must_use]
    pub fn without_signatures(mut self) -> Self {
        self.check_signatures = false;
        self
    }

    /// The same, with a certificate for servers that ask for one.
    #[must_use]
    pub fn with_identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Whether there is a certificate for servers that ask for one.
    pub fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// For a second look where the handshake failed for want of common
    /// cryptography: everything that there ever was is offered, and the
    /// handshake ends with what the server says to that, as a
    /// [`TlsFailure`].
    #[must_use]
    pub fn outdated(&self) -> Self {
        Self {
            outdated: true,
            ..self.clone()
        }
    }
}

impl TlsClient {
    /// Starts a handshake: the ClientHello is ready to be taken.
    pub fn new(config: &Config, name: &str, alpn: &[&str]) -> Result<Self, TlsFailure> {
        let server_name = ServerName::try_from(name.to_owned())
            .map_err(|_| TlsFailure::Protocol(format!("\"{name}\" cannot be sent as SNI")))?;
        let outdated = config.outdated.then(|| OutdatedHandshake::new(name, alpn));
        let recorder = Arc::new(Recorder::new(
            config.provider.clone(),
            config.check_signatures,
        ));
        let requests = Arc::new(CertificateRequests::answered_with(config.identity.clone()));
        let mut config = config.client.clone();
        config
            .dangerous()
            .set_certificate_verifier(recorder.clone());
        config.client_auth_cert_resolver = requests.clone();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        Ok(Self {
            connection: ClientConnection::new(Arc::new(config), server_name)?,
            recorder,
            requests,
            outdated,
            started: false,
            held: Vec::new(),
        })
    }

    /// Takes in what arrived and returns what it decrypts to.
    ///
    /// After an error, [`take_outgoing`](Self::take_outgoing) still holds the
    /// alert for the server.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<u8>, TlsFailure> {
        let mut plaintext = Vec::new();
        self.decrypt(bytes, &mut plaintext)?;
        Ok(plaintext)
    }

    /// The same, with what was decrypted before an error: `plaintext` grows by
    /// the same bytes however `bytes` were cut.
    pub fn decrypt(&mut self, mut bytes: &[u8], plaintext: &mut Vec<u8>) -> Result<(), TlsFailure> {
        if !self.started && !bytes.is_empty() {
            // RFC 8446 §5.1: a server begins with a handshake record or an alert.
            if !matches!(bytes[0], 0x15 | 0x16) {
                return Err(TlsFailure::NotTls(excerpt(bytes, 40)));
            }
            self.started = true;
        }
        if let Some(outdated) = &mut self.outdated {
            return outdated.receive(bytes);
        }
        while !bytes.is_empty() {
            let taken = self.connection.read_tls(&mut bytes);
            if matches!(taken, Err(_) | Ok(0)) {
                break;
            }
            let processed = self.connection.process_new_packets();
            self.drain(plaintext);
            processed.map_err(|error| self.failure(error))?;
        }
        Ok(())
    }

    /// Tells that the network's end was reached.
    pub fn feed_end(&mut self) {
        let _ = self.connection.read_tls(&mut std::io::empty());
        let _ = self.connection.process_new_packets();
    }

    /// Queues plaintext; before the handshake is done it waits for its end and
    /// then leaves together with the last handshake message.
    pub fn write(&mut self, plaintext: &[u8]) {
        // Writing into rustls' unbounded buffer does not fail.
        let _ = self.connection.writer().write_all(plaintext);
    }

    /// Queues close_notify (RFC 8446 §6.1).
    pub fn close(&mut self) {
        self.connection.send_close_notify();
    }

    /// Whether there are bytes for the network.
    pub fn has_outgoing(&self) -> bool {
        if let Some(outdated) = &self.outdated {
            return outdated.has_outgoing();
        }
        self.connection.wants_write()
    }

    /// All bytes for the network, to be sent in one write.
    pub fn take_outgoing(&mut self) -> Vec<u8> {
        if let Some(outdated) = &mut self.outdated {
            return outdated.take_outgoing();
        }
        let mut bytes = std::mem::take(&mut self.held);
        while self.connection.wants_write() {
            if self.connection.write_tls(&mut bytes).is_err() {
                break;
            }
        }
        // RFC 8446 §D.4: for middleboxes only. Where the server's flight comes
        // in pieces it would leave alone; it can wait for our Finished.
        if self.is_handshaking() && bytes == CHANGE_CIPHER_SPEC {
            self.held = bytes;
            return Vec::new();
        }
        bytes
    }

    /// Whether the handshake is still going on.
    pub fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }

    /// Whether the server announced its end with close_notify.
    pub fn saw_close_notify(&mut self) -> bool {
        self.connection
            .process_new_packets()
            .is_ok_and(|state| state.peer_has_closed())
    }

    /// The certificates that the server sent, its own first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        self.connection.peer_certificates().unwrap_or_default()
    }

    /// What was agreed; `None` before the handshake is done.
    pub fn facts(&self) -> Option<TlsFacts> {
        if self.is_handshaking() {
            return None;
        }
        let signature = self.recorder.signature();
        let suite = self.connection.negotiated_cipher_suite()?;
        Some(TlsFacts {
            version: match self.connection.protocol_version()? {
                ProtocolVersion::TLSv1_2 => "TLSv1.2".into(),
                ProtocolVersion::TLSv1_3 => "TLSv1.3".into(),
                other => format!("{other:?}"),
            },
            cipher_suite: iana_suite_name(&format!("{:?}", suite.suite())),
            group: self
                .connection
                .negotiated_key_exchange_group()
                .map(|group| format!("{:?}", group.name())),
            alpn: self
                .connection
                .alpn_protocol()
                .map(|name| String::from_utf8_lossy(name).into_owned()),
            signature_scheme: signature.map(|(scheme, _)| format!("{scheme:?}")),
            signature: signature.and_then(|(_, outcome)| outcome),
            client_certificate: self.requests.outcome(),
            chain_length: self.chain().len(),
            certificate: self
                .chain()
                .first()
                .and_then(|leaf| CertificateFacts::read(leaf)),
        })
    }

    fn failure(&self, error: rustls::Error) -> TlsFailure {
        let failure = TlsFailure::from(error);
        match (self.requests.seen(), self.requests.outcome()) {
            (_, Some(ClientCertificate::Presented)) => failure.after_certificate(),
            (true, _) => failure.after_certificate_request(),
            (false, _) => failure,
        }
    }

    fn drain(&mut self, plaintext: &mut Vec<u8>) {
        let mut reader = self.connection.reader().take(PLAINTEXT as u64);
        // `WouldBlock` only says that there is no more for now.
        let _ = reader.read_to_end(plaintext);
    }
}

/// rustls writes `TLS13_AES_128_GCM_SHA256` where IANA writes
/// `TLS_AES_128_GCM_SHA256`.
fn iana_suite_name(name: &str) -> String {
    match name.strip_prefix("TLS13_") {
        Some(rest) => format!("TLS_{rest}"),
        None => name.to_owned(),
    }
}
