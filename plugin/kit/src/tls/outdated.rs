//! What a server agrees to that current software refuses: a ClientHello for
//! all that there ever was, and the ServerHello that answers it.
//!
//! Nothing is ever protected by such a handshake: it ends with the answer.

mod hello;
mod suites;

use rustls::AlertDescription;
use serde::{Deserialize, Serialize};

use super::failure::TlsFailure;

/// The type of a record with an alert (RFC 5246 §6.2.1).
const ALERT: u8 = 21;
/// The type of a record with handshake messages.
const HANDSHAKE: u8 = 22;
/// The type of a ServerHello (RFC 5246 §7.4).
const SERVER_HELLO: u8 = 2;
/// Octets of a record's header.
const RECORD_HEADER: usize = 5;
/// Octets of a handshake message's header.
const MESSAGE_HEADER: usize = 4;
/// Octets of a ServerHello before the length of its session identifier: the
/// version and the random.
const BEFORE_SESSION: usize = 34;

/// A version of the protocol before 1.3.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    thiserror::Error,
)]
pub enum OutdatedVersion {
    /// RFC 6101.
    #[error("SSL 3.0")]
    #[serde(rename = "SSLv3")]
    Ssl3,
    /// RFC 2246.
    #[error("TLS 1.0")]
    #[serde(rename = "TLSv1.0")]
    Tls10,
    /// RFC 4346.
    #[error("TLS 1.1")]
    #[serde(rename = "TLSv1.1")]
    Tls11,
    /// RFC 5246.
    #[error("TLS 1.2")]
    #[serde(rename = "TLSv1.2")]
    Tls12,
}

/// What a server agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{version}, {cipher_suite}")]
pub struct Outdated {
    /// The version.
    pub version: OutdatedVersion,
    /// The cipher suite by its IANA name.
    pub cipher_suite: String,
}

/// One such handshake.
#[derive(Debug)]
pub(super) struct OutdatedHandshake {
    hello: Option<Vec<u8>>,
    received: Vec<u8>,
}

impl OutdatedHandshake {
    /// The ClientHello for this server name.
    pub(super) fn new(name: &str, alpn: &[&str]) -> Self {
        Self {
            hello: Some(hello::client_hello(name, alpn)),
            received: Vec::new(),
        }
    }

    /// Whether the ClientHello is still to be sent.
    pub(super) fn has_outgoing(&self) -> bool {
        self.hello.is_some()
    }

    /// The ClientHello, once.
    pub(super) fn take_outgoing(&mut self) -> Vec<u8> {
        self.hello.take().unwrap_or_default()
    }

    /// Takes in what the server answers.
    ///
    /// # Errors
    ///
    /// The end of the handshake, which is what it is for:
    /// [`TlsFailure::Outdated`] with what the server agreed to, or its alert.
    pub(super) fn receive(&mut self, bytes: &[u8]) -> Result<(), TlsFailure> {
        self.received.extend_from_slice(bytes);
        let Some((header, body)) = self.received.split_at_checked(RECORD_HEADER) else {
            return Ok(());
        };
        let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
        let Some(body) = body.get(..length) else {
            return Ok(());
        };
        Err(match (header[0], body) {
            (ALERT, [_, description, ..]) => of_alert(*description),
            (HANDSHAKE, [SERVER_HELLO, ..]) => match server_hello(body) {
                Some(agreed) => TlsFailure::Outdated(agreed),
                None => TlsFailure::Protocol("a ServerHello that cannot be read".into()),
            },
            _ => TlsFailure::Protocol("neither a ServerHello nor an alert".into()),
        })
    }
}

/// After everything was offered: what the server has against it.
fn of_alert(description: u8) -> TlsFailure {
    match TlsFailure::from(rustls::Error::AlertReceived(AlertDescription::from(
        description,
    ))) {
        // No suite is left that another certificate than none would exclude.
        TlsFailure::NothingInCommon => TlsFailure::NoCertificate,
        other => other,
    }
}

/// RFC 5246 §7.4.1.3.
fn server_hello(message: &[u8]) -> Option<Outdated> {
    let body = message.get(MESSAGE_HEADER..)?;
    let version = match body.get(..2)? {
        [3, 0] => OutdatedVersion::Ssl3,
        [3, 1] => OutdatedVersion::Tls10,
        [3, 2] => OutdatedVersion::Tls11,
        [3, 3] => OutdatedVersion::Tls12,
        _ => return None,
    };
    let session = usize::from(*body.get(BEFORE_SESSION)?);
    let suite = body
        .get(BEFORE_SESSION + 1 + session..)?
        .first_chunk::<2>()?;
    Some(Outdated {
        version,
        cipher_suite: suites::name(u16::from_be_bytes(*suite)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [&[kind, 3, 1], length.as_slice(), body].concat()
    }

    /// A ServerHello of this version with this suite.
    fn hello(version: [u8; 2], suite: [u8; 2]) -> Vec<u8> {
        let body = [version.as_slice(), &[0; 32], &[2, 7, 7], &suite, &[0]].concat();
        let length = u8::try_from(body.len()).unwrap();
        record(
            HANDSHAKE,
            &[&[SERVER_HELLO, 0, 0, length], body.as_slice()].concat(),
        )
    }

    fn answered(bytes: &[u8]) -> Result<(), TlsFailure> {
        OutdatedHandshake::new("example.org", &[]).receive(bytes)
    }

    #[test]
    fn what_the_server_agrees_to_is_read_from_its_hello() {
        let agreed = |version, cipher_suite: &str| {
            Err(TlsFailure::Outdated(Outdated {
                version,
                cipher_suite: cipher_suite.into(),
            }))
        };
        assert_eq!(
            answered(&hello([3, 3], [0, 0x2f])),
            agreed(OutdatedVersion::Tls12, "TLS_RSA_WITH_AES_128_CBC_SHA")
        );
        assert_eq!(
            answered(&hello([3, 1], [0, 0x0a])),
            agreed(OutdatedVersion::Tls10, "TLS_RSA_WITH_3DES_EDE_CBC_SHA")
        );
        // Not one that was offered: shown as it is.
        assert_eq!(
            answered(&hello([3, 2], [0xab, 0xcd])),
            agreed(OutdatedVersion::Tls11, "0xABCD")
        );
    }

    #[test]
    fn a_server_that_refuses_everything_has_no_certificate() {
        let alert = |description| answered(&record(ALERT, &[2, description]));
        assert_eq!(alert(40), Err(TlsFailure::NoCertificate));
        assert_eq!(alert(70), Err(TlsFailure::OldVersion));
        assert_eq!(
            alert(112),
            Err(TlsFailure::Alert("unrecognized_name".into()))
        );
    }

    #[test]
    fn the_answer_may_come_in_pieces_and_may_be_nonsense() {
        let mut handshake = OutdatedHandshake::new("example.org", &[]);
        let hello = hello([3, 3], [0, 0x35]);
        let (last, first) = hello.split_last().unwrap();
        for byte in first {
            assert_eq!(handshake.receive(&[*byte]), Ok(()));
        }
        assert!(matches!(
            handshake.receive(&[*last]),
            Err(TlsFailure::Outdated(_))
        ));
        for nonsense in [
            record(HANDSHAKE, &[SERVER_HELLO, 0, 0, 1, 3]),
            record(HANDSHAKE, &[]),
            record(ALERT, &[2]),
            record(23, &[1, 2, 3]),
        ] {
            assert!(
                matches!(answered(&nonsense), Err(TlsFailure::Protocol(_))),
                "{nonsense:?}"
            );
        }
    }

    #[test]
    fn the_hello_is_sent_once() {
        let mut handshake = OutdatedHandshake::new("example.org", &["xmpp-client"]);
        assert!(handshake.has_outgoing());
        assert_eq!(handshake.take_outgoing()[..3], [22, 3, 1]);
        assert!(!handshake.has_outgoing() && handshake.take_outgoing().is_empty());
    }
}
