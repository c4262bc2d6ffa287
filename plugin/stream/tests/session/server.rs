//! The server's end: a script, and TLS where the script begins it.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::version::{TLS12, TLS13};
use rustls::{
    DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig, ServerConnection,
    SignatureScheme, SupportedProtocolVersion,
};

pub(crate) const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' id='7' from='example.org' version='1.0'>";
pub(crate) const OFFER: &str = "<stream:features>\
    <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>";
pub(crate) const PROCEED: &str = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
pub(crate) const FEATURES: &str = "<stream:features>\
    <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>\
    </stream:features>";
pub(crate) const HOST_UNKNOWN: &str = "<stream:error>\
    <host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>";

/// One line of a script.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Waits until the client has said something that ends like this.
    Hear(&'static str),
    /// Says this, under TLS once it has begun.
    Say(&'static str),
    /// Sends these bytes as they are, TLS or not, in one piece with what comes
    /// right before.
    Send(Vec<u8>),
    /// Begins TLS with what the client says next, and completes the handshake.
    Secure,
    /// Drops what the client has said, if it has said anything.
    Forget,
    /// Announces the end of TLS.
    CloseNotify,
    /// Ends the connection.
    End,
    /// Breaks the connection.
    Reset,
}

/// What a server does to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    Bytes(Vec<u8>),
    End,
    Reset,
}

/// A server's end of one connection.
#[derive(Debug)]
pub(crate) struct Server {
    script: VecDeque<Act>,
    config: Arc<ServerConfig>,
    tls: Option<ServerConnection>,
    heard: Vec<u8>,
    /// The alert that the client ended TLS with.
    pub(crate) failure: Option<rustls::Error>,
}

impl Server {
    pub(crate) fn new(script: &[Act]) -> Self {
        Self::with(script, &[&TLS13, &TLS12])
    }

    /// With these versions of TLS.
    pub(crate) fn with(script: &[Act], versions: &[&'static SupportedProtocolVersion]) -> Self {
        Self {
            script: script.iter().cloned().collect(),
            config: config(versions),
            tls: None,
            heard: Vec::new(),
            failure: None,
        }
    }

    /// With this version of TLS, and only for clients with a certificate.
    pub(crate) fn demanding(script: &[Act], version: &'static SupportedProtocolVersion) -> Self {
        let mut server = Self::with(script, &[version]);
        server.config = Arc::new(demanding(version));
        server
    }

    /// With this version of TLS, and for clients with any certificate or none.
    pub(crate) fn asking(script: &[Act], version: &'static SupportedProtocolVersion) -> Self {
        let mut server = Self::with(script, &[version]);
        server.config = Arc::new(asking(version));
        server
    }

    /// Takes in what the client sends, acts on it and returns what that sends.
    pub(crate) fn hear(&mut self, mut bytes: &[u8]) -> Vec<Sent> {
        match &mut self.tls {
            None => self.heard.extend_from_slice(bytes),
            Some(tls) => {
                while !bytes.is_empty() {
                    if tls.read_tls(&mut bytes).unwrap() == 0 {
                        break;
                    }
                    if let Err(error) = tls.process_new_packets() {
                        self.failure = Some(error);
                        break;
                    }
                    let _ = tls.reader().read_to_end(&mut self.heard);
                }
            }
        }
        self.act()
    }

    /// Whether all of the script was acted out.
    pub(crate) fn script_is_done(&self) -> bool {
        self.script.is_empty()
    }

    pub(crate) fn was_shown_a_certificate(&self) -> bool {
        let tls = self.tls.as_ref().unwrap();
        tls.peer_certificates().is_some()
    }

    pub(crate) fn saw_close_notify(&mut self) -> bool {
        let tls = self.tls.as_mut().unwrap();
        tls.process_new_packets().unwrap().peer_has_closed()
    }

    fn act(&mut self) -> Vec<Sent> {
        let mut sent = Vec::new();
        self.flush(&mut sent);
        while let Some(act) = self.script.front() {
            match act {
                Act::Hear(end) if !self.heard.ends_with(end.as_bytes()) => break,
                Act::Forget if self.heard.is_empty() => break,
                Act::Secure if self.tls.as_ref().is_some_and(|tls| tls.is_handshaking()) => break,
                Act::Secure if self.tls.is_none() && self.heard.is_empty() => break,
                Act::Secure if self.tls.is_none() => {
                    let mut tls = ServerConnection::new(self.config.clone()).unwrap();
                    let hello = std::mem::take(&mut self.heard);
                    tls.read_tls(&mut hello.as_slice()).unwrap();
                    self.failure = tls.process_new_packets().err();
                    self.tls = Some(tls);
                    self.flush(&mut sent);
                    continue;
                }
                _ => {}
            }
            match self.script.pop_front() {
                Some(Act::Hear(_) | Act::Forget) => self.heard.clear(),
                Some(Act::Say(text)) => match &mut self.tls {
                    None => sent.push(Sent::Bytes(text.as_bytes().to_vec())),
                    Some(tls) => tls.writer().write_all(text.as_bytes()).unwrap(),
                },
                Some(Act::CloseNotify) => self.tls.as_mut().unwrap().send_close_notify(),
                Some(Act::Send(bytes)) => {
                    self.flush(&mut sent);
                    match sent.last_mut() {
                        Some(Sent::Bytes(before)) => before.extend(bytes),
                        _ => sent.push(Sent::Bytes(bytes)),
                    }
                }
                Some(Act::End) => {
                    self.flush(&mut sent);
                    sent.push(Sent::End);
                }
                Some(Act::Reset) => sent.push(Sent::Reset),
                Some(Act::Secure) | None => {}
            }
        }
        self.flush(&mut sent);
        sent
    }

    fn flush(&mut self, sent: &mut Vec<Sent>) {
        let Some(tls) = &mut self.tls else { return };
        let mut bytes = Vec::new();
        while tls.wants_write() {
            tls.write_tls(&mut bytes).unwrap();
        }
        if !bytes.is_empty() {
            sent.push(Sent::Bytes(bytes));
        }
    }
}

/// The certificate that servers here have.
pub(crate) fn certificate() -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(include_bytes!("../fixtures/certificate.pem")).unwrap()
}

fn demanding(version: &'static SupportedProtocolVersion) -> ServerConfig {
    let roots = RootCertStore {
        roots: vec![rustls::pki_types::TrustAnchor {
            subject: Vec::new().into(),
            subject_public_key_info: Vec::new().into(),
            name_constraints: None,
        }],
    };
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
    ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![certificate()], key())
        .unwrap()
}

fn asking(version: &'static SupportedProtocolVersion) -> ServerConfig {
    ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(Arc::new(AnyCertificate))
        .with_single_cert(vec![certificate()], key())
        .unwrap()
}

/// Asks for a certificate, takes any whose key the client owns, and none.
#[derive(Debug)]
struct AnyCertificate;

impl ClientCertVerifier for AnyCertificate {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let supported = provider().signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, &supported)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let supported = provider().signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, &supported)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}

fn key() -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_slice(include_bytes!("../fixtures/key.pem")).unwrap()
}

fn config(versions: &[&'static SupportedProtocolVersion]) -> Arc<ServerConfig> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate()], key())
        .unwrap();
    config.alpn_protocols = vec![b"xmpp-client".to_vec()];
    Arc::new(config)
}

/// The cryptography of a server, which has keys: a checker's own has none.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls_rustcrypto::provider())
}
