//! Why a handshake did not complete, in terms of what the server did.

use rustls::{AlertDescription, Error, InvalidMessage, PeerIncompatible, PeerMisbehaved};
use serde::{Deserialize, Serialize};

use super::agreement::Outdated;

/// Why a handshake did not complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum TlsFailure {
    /// The server speaks nothing newer than TLS 1.1.
    #[error("the server speaks only old TLS (1.1 or older)")]
    OldVersion,
    /// No cipher suite, group or signature in common: what the server offers is
    /// older than what current software accepts, or it has no certificate and
    /// with it nothing to offer.
    #[error(
        "no cryptography in common: the server has no certificate, or offers only static RSA, CBC \
         or finite-field Diffie-Hellman cipher suites"
    )]
    NothingInCommon,
    /// The server agrees to what current software refuses, and to nothing
    /// better.
    #[error("the server speaks only outdated cryptography ({0})")]
    Outdated(Outdated),
    /// The server agrees to no cipher suite that ever was: it has no
    /// certificate to authenticate itself with.
    #[error("the server has no certificate: it agrees to no cipher suite, old or new")]
    NoCertificate,
    /// The server asked for a certificate of the client and ended the
    /// connection without one.
    #[error("the server demands a client certificate")]
    CertificateDemanded,
    /// The server was given a certificate and refused it with this alert
    /// (RFC 8446 §6.2 name).
    #[error("the server refuses the certificate that it was given, with TLS alert {0}")]
    CertificateRefused(String),
    /// The server ended the handshake with this alert (RFC 8446 §6.2 name).
    #[error("the server broke the handshake off with TLS alert {0}")]
    Alert(String),
    /// The first bytes are no TLS record; the string is how they begin.
    #[error("the server does not answer in TLS but with \"{0}\"")]
    NotTls(String),
    /// The server closed the connection during the handshake.
    #[error("the server closed the connection during the TLS handshake")]
    Closed,
    /// The server broke the protocol, in words.
    #[error("TLS protocol error: {0}")]
    Protocol(String),
}

impl From<Error> for TlsFailure {
    fn from(error: Error) -> Self {
        match error {
            Error::AlertReceived(alert) => alert_failure(alert),
            Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => Self::OldVersion,
            Error::PeerIncompatible(
                PeerIncompatible::NoCipherSuitesInCommon
                | PeerIncompatible::NoKxGroupsInCommon
                | PeerIncompatible::NoSignatureSchemesInCommon
                | PeerIncompatible::NoEcPointFormatsInCommon,
            ) => Self::NothingInCommon,
            Error::InvalidMessage(InvalidMessage::UnknownProtocolVersion) => Self::OldVersion,
            Error::NoApplicationProtocol => Self::Alert("no_application_protocol".into()),
            other => Self::Protocol(words(&other).to_owned()),
        }
    }
}

impl TlsFailure {
    /// The same failure where the server had asked for a certificate and got
    /// none: what it says then is about that. A server of TLS 1.2 says so by
    /// the alert that also stands for a want of common cipher suites.
    pub(super) fn after_certificate_request(self) -> Self {
        let about_it = match &self {
            Self::NothingInCommon => true,
            // RFC 8446 §6.2.
            Self::Alert(alert) => matches!(
                alert.as_str(),
                "certificate_required"
                    | "bad_certificate"
                    | "certificate_unknown"
                    | "access_denied"
                    | "unknown_ca"
            ),
            _ => false,
        };
        match about_it {
            true => Self::CertificateDemanded,
            false => self,
        }
    }
}

impl TlsFailure {
    /// The same failure where the server had got the certificate that it asked
    /// for: what it says then is about that.
    pub(super) fn after_certificate(self) -> Self {
        match self {
            // RFC 5246 §7.4.6.
            Self::NothingInCommon => Self::CertificateRefused("handshake_failure".into()),
            // RFC 8446 §6.2.
            Self::Alert(alert) if is_about_certificate(&alert) => Self::CertificateRefused(alert),
            other => other,
        }
    }
}

fn is_about_certificate(alert: &str) -> bool {
    matches!(
        alert,
        "bad_certificate"
            | "unsupported_certificate"
            | "certificate_revoked"
            | "certificate_expired"
            | "certificate_unknown"
            | "unknown_ca"
            | "access_denied"
            | "decrypt_error"
    )
}

/// What the library means, for people.
fn words(error: &Error) -> &'static str {
    match error {
        Error::PeerMisbehaved(PeerMisbehaved::TooManyRenegotiationRequests) => {
            "the server asks for renegotiation, which TLS 1.3 has done away with"
        }
        Error::PeerMisbehaved(_) => "the server does what the protocol forbids",
        Error::PeerIncompatible(PeerIncompatible::ExtendedMasterSecretExtensionRequired) => {
            "the server lacks the extended master secret (RFC 7627)"
        }
        Error::PeerIncompatible(_) => "the server lacks what this client needs",
        Error::InvalidMessage(_) => "the server sends a message that cannot be read",
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            "the server sends a message out of turn"
        }
        Error::DecryptError => "the server sends what cannot be decrypted",
        Error::PeerSentOversizedRecord => "the server sends a record that is too long",
        Error::InvalidCertificate(_) => "the server's certificate cannot be read",
        Error::NoCertificatesPresented => "the server sends no certificate",
        _ => "the handshake failed",
    }
}

fn alert_failure(alert: AlertDescription) -> TlsFailure {
    match alert {
        AlertDescription::ProtocolVersion => TlsFailure::OldVersion,
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => {
            TlsFailure::NothingInCommon
        }
        other => TlsFailure::Alert(alert_name(other)),
    }
}

/// The name in RFC 8446 §6: `unrecognized_name` for `UnrecognisedName`.
fn alert_name(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::UnrecognisedName => return "unrecognized_name".into(),
        AlertDescription::UnknownCA => return "unknown_ca".into(),
        AlertDescription::UnknownPSKIdentity => return "unknown_psk_identity".into(),
        AlertDescription::Unknown(code) => return code.to_string(),
        _ => {}
    }
    let mut name = String::new();
    for letter in format!("{alert:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_have_their_names_from_the_standard() {
        assert_eq!(
            alert_name(AlertDescription::CertificateRequired),
            "certificate_required"
        );
        assert_eq!(
            alert_name(AlertDescription::UnrecognisedName),
            "unrecognized_name"
        );
        assert_eq!(alert_name(AlertDescription::Unknown(200)), "200");
    }

    #[test]
    fn after_a_request_for_a_certificate_the_alert_is_about_that() {
        let demanded =
            |alert| TlsFailure::from(Error::AlertReceived(alert)).after_certificate_request();
        assert_eq!(
            demanded(AlertDescription::HandshakeFailure),
            TlsFailure::CertificateDemanded
        );
        assert_eq!(
            demanded(AlertDescription::CertificateRequired),
            TlsFailure::CertificateDemanded
        );
        assert_eq!(
            demanded(AlertDescription::InternalError),
            TlsFailure::Alert("internal_error".into())
        );
    }

    #[test]
    fn after_a_certificate_the_alert_is_about_that() {
        let after = |alert| TlsFailure::from(Error::AlertReceived(alert)).after_certificate();
        for (alert, name) in [
            (AlertDescription::UnknownCA, "unknown_ca"),
            (AlertDescription::CertificateExpired, "certificate_expired"),
            (AlertDescription::HandshakeFailure, "handshake_failure"),
        ] {
            assert_eq!(after(alert), TlsFailure::CertificateRefused(name.into()));
        }
        assert_eq!(
            after(AlertDescription::InternalError),
            TlsFailure::Alert("internal_error".into())
        );
    }

    #[test]
    fn old_versions_are_told_from_the_alert_and_from_the_hello() {
        let alert = Error::AlertReceived(AlertDescription::ProtocolVersion);
        assert_eq!(TlsFailure::from(alert), TlsFailure::OldVersion);
        let hello = Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13);
        assert_eq!(TlsFailure::from(hello), TlsFailure::OldVersion);
    }
}
