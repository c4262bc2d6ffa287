//! Facts of a certificate, read without judging it.

use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use x509_parser::der_parser::asn1_rs::{Any, FromDer, Oid, Utf8String};
use x509_parser::der_parser::oid;
use x509_parser::prelude::{GeneralName, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::clock::rfc3339;
use crate::text::{hex, shorten};

/// The longest name kept, in characters.
const MAX_NAME: usize = 300;
/// The most alternative names kept.
const MAX_ALT_NAMES: usize = 100;

/// id-on-dnsSRV (RFC 4985 §2).
const SRV_NAME: Oid<'static> = oid!(1.3.6.1.5.5.7.8.7);
/// id-on-xmppAddr (RFC 6120 §13.7.1.4).
const XMPP_ADDR: Oid<'static> = oid!(1.3.6.1.5.5.7.8.5);

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFacts {
    /// The subject's distinguished name, RFC 4514 style.
    pub subject: String,
    /// The issuer's distinguished name.
    pub issuer: String,
    /// Whether subject and issuer are the same name.
    pub self_issued: bool,
    /// The serial number in hexadecimal.
    pub serial: String,
    /// Start of validity, seconds since 1970-01-01T00:00:00Z.
    pub not_before: i64,
    /// End of validity, seconds since 1970-01-01T00:00:00Z.
    pub not_after: i64,
    /// Start of validity in RFC 3339 form.
    pub not_before_text: String,
    /// End of validity in RFC 3339 form.
    pub not_after_text: String,
    /// The names it is issued for.
    pub names: Vec<AltName>,
    /// How many names there are beyond those kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub names_left_out: usize,
    /// The public key.
    pub key: KeyFacts,
    /// The signature algorithm, by name or object identifier.
    pub signature_algorithm: String,
    /// Extended key usages, `None` where the extension is absent (any use).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_key_usage: Option<Vec<String>>,
    /// Whether it may sign other certificates.
    pub is_ca: bool,
    /// SHA-256 of the whole certificate in hexadecimal.
    pub sha256: String,
}

/// A subject alternative name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type", content = "value")]
pub enum AltName {
    /// dNSName.
    Dns(String),
    /// SRVName (RFC 4985): `_xmpp-client.example.org`.
    Srv(String),
    /// XmppAddr (RFC 6120 §13.7.1.4).
    XmppAddr(String),
    /// An IP address.
    Ip(String),
    /// Any other kind, for people.
    Other(String),
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFacts {
    /// `RSA`, `ECDSA`, `Ed25519`, … or an object identifier.
    pub algorithm: String,
    /// Its size in bits, zero where unknown.
    pub bits: usize,
}

impl CertificateFacts {
    /// Reads a certificate; `None` where it is not one.
    pub fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der.as_ref()).ok()?;
        let validity = certificate.validity();
        let not_before = validity.not_before.timestamp();
        let not_after = validity.not_after.timestamp();
        let mut names = alt_names(&certificate);
        let names_left_out = names.len().saturating_sub(MAX_ALT_NAMES);
        names.truncate(MAX_ALT_NAMES);
        Some(Self {
            subject: shorten(&certificate.subject().to_string(), MAX_NAME),
            issuer: shorten(&certificate.issuer().to_string(), MAX_NAME),
            self_issued: certificate.subject() == certificate.issuer(),
            serial: shorten(&certificate.raw_serial_as_string(), MAX_NAME),
            not_before,
            not_after,
            not_before_text: rfc3339(not_before).unwrap_or_default(),
            not_after_text: rfc3339(not_after).unwrap_or_default(),
            names,
            names_left_out,
            key: key_facts(&certificate),
            signature_algorithm: algorithm_name(&certificate.signature_algorithm.algorithm),
            extended_key_usage: extended_key_usage(&certificate),
            is_ca: certificate.is_ca(),
            sha256: fingerprint(der),
        })
    }
}

/// The SHA-256 of a certificate in hexadecimal, whether it can be read or not.
pub fn fingerprint(der: &CertificateDer<'_>) -> String {
    hex(&Sha256::digest(der.as_ref()))
}

/// The SubjectPublicKeyInfo of a certificate, in DER (RFC 5280 §4.1.2.7);
/// `None` where it cannot be read.
pub fn public_key_info(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    let (_, certificate) = X509Certificate::from_der(der.as_ref()).ok()?;
    Some(certificate.public_key().raw.to_vec())
}

fn alt_names(certificate: &X509Certificate<'_>) -> Vec<AltName> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    extension.value.general_names.iter().map(alt_name).collect()
}

fn alt_name(name: &GeneralName<'_>) -> AltName {
    match name {
        GeneralName::DNSName(name) => AltName::Dns(shorten(name, MAX_NAME)),
        GeneralName::OtherName(id, value) if *id == SRV_NAME => AltName::Srv(inner_text(value)),
        GeneralName::OtherName(id, value) if *id == XMPP_ADDR => {
            AltName::XmppAddr(inner_text(value))
        }
        GeneralName::IPAddress(octets) => AltName::Ip(ip_text(octets)),
        other => AltName::Other(shorten(&other.to_string(), MAX_NAME)),
    }
}

/// The string in an otherName: `[0] EXPLICIT` around an IA5String or
/// UTF8String.
fn inner_text(value: &[u8]) -> String {
    let Ok((_, outer)) = Any::from_der(value) else {
        return String::new();
    };
    let bytes = match Utf8String::from_der(outer.data) {
        Ok((_, text)) => return shorten(text.as_ref(), MAX_NAME),
        Err(_) => match Any::from_der(outer.data) {
            Ok((_, inner)) => inner.data,
            Err(_) => outer.data,
        },
    };
    shorten(&String::from_utf8_lossy(bytes), MAX_NAME)
}

fn ip_text(octets: &[u8]) -> String {
    if let Ok(v4) = <[u8; 4]>::try_from(octets) {
        return std::net::Ipv4Addr::from(v4).to_string();
    }
    match <[u8; 16]>::try_from(octets) {
        Ok(v6) => std::net::Ipv6Addr::from(v6).to_string(),
        Err(_) => hex(octets),
    }
}

fn key_facts(certificate: &X509Certificate<'_>) -> KeyFacts {
    let info = certificate.public_key();
    let bits = info.parsed().map_or(0, |key| match key {
        PublicKey::EC(point) => curve_bits(&info.algorithm).unwrap_or(point.key_size()),
        other => other.key_size(),
    });
    let algorithm = match info.algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.1" => "RSA".to_owned(),
        "1.2.840.10045.2.1" => "ECDSA".to_owned(),
        "1.3.101.112" => {
            return KeyFacts {
                algorithm: "Ed25519".into(),
                bits: 256,
            };
        }
        "1.3.101.113" => {
            return KeyFacts {
                algorithm: "Ed448".into(),
                bits: 456,
            };
        }
        other => other.to_owned(),
    };
    KeyFacts { algorithm, bits }
}

fn curve_bits(algorithm: &x509_parser::x509::AlgorithmIdentifier<'_>) -> Option<usize> {
    let curve = algorithm.parameters.as_ref()?.as_oid().ok()?;
    match curve.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => Some(256),
        "1.3.132.0.34" => Some(384),
        "1.3.132.0.35" => Some(521),
        _ => None,
    }
}

fn algorithm_name(id: &Oid<'_>) -> String {
    match id.to_id_string().as_str() {
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        other => other,
    }
    .to_owned()
}

fn extended_key_usage(certificate: &X509Certificate<'_>) -> Option<Vec<String>> {
    let usage = certificate.extended_key_usage().ok()??.value;
    let mut uses = Vec::new();
    for (set, name) in [
        (usage.any, "any"),
        (usage.server_auth, "serverAuth"),
        (usage.client_auth, "clientAuth"),
        (usage.code_signing, "codeSigning"),
        (usage.email_protection, "emailProtection"),
        (usage.time_stamping, "timeStamping"),
        (usage.ocsp_signing, "OCSPSigning"),
    ] {
        if set {
            uses.push(name.to_owned());
        }
    }
    uses.extend(
        usage
            .other
            .iter()
            .take(MAX_ALT_NAMES)
            .map(Oid::to_id_string),
    );
    Some(uses)
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde asks for"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
