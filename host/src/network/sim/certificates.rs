//! Certificates for simulated servers: keys are derived from labels and
//! signatures are deterministic, so that every run sees the same bytes.

use std::sync::Arc;

use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyUsagePurpose, OtherNameValue, SanType, SerialNumber,
};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::server::ResolvesServerCert;
use tokio_rustls::rustls::sign::{CertifiedKey, SigningKey, SingleCertAndKey};

use super::clients::ClientCertificates;
use super::defaults::EPOCH;
use super::keys::{Key, KeyKind, proven};

const DAY: i64 = 86_400;
/// id-on-dnsSRV (RFC 4985 §2).
const SRV_NAME: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 8, 7];

/// A certificate authority.
pub struct Authority {
    key: Key,
    params: CertificateParams,
    certificate: CertificateDer<'static>,
    pem: String,
}

/// What to issue.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// dNSName entries.
    pub names: Vec<String>,
    /// SRVName entries.
    pub srv_names: Vec<String>,
    /// Other otherName entries.
    pub other_names: Vec<OtherName>,
    /// Validity from here, in days relative to the simulation's beginning.
    pub from_day: i64,
    /// Validity until here, in days relative to the simulation's beginning.
    pub until_day: i64,
    /// Whether clientAuth is among the key usages.
    pub client_auth: bool,
    /// The kind of its key.
    pub key: KeyKind,
}

/// An otherName entry that is a UTF8String (RFC 5280 §4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherName {
    type_id: Vec<u64>,
    text: String,
}

/// A chain with the key of its first certificate.
pub struct Identity {
    /// The server's own certificate first.
    pub chain: Vec<CertificateDer<'static>>,
    /// Signs handshakes with its key.
    pub signer: Arc<dyn SigningKey>,
}

impl OtherName {
    /// A text under the object identifier that says what it is.
    pub fn new(type_id: &[u64], text: &str) -> Self {
        Self {
            type_id: type_id.to_vec(),
            text: text.to_owned(),
        }
    }
}

impl Leaf {
    /// A sound certificate for a domain.
    pub fn of(name: &str) -> Self {
        Self {
            names: vec![name.to_owned()],
            srv_names: Vec::new(),
            other_names: Vec::new(),
            from_day: -30,
            until_day: 60,
            client_auth: true,
            key: KeyKind::P256,
        }
    }
}

impl Authority {
    /// An authority of this name that signs itself.
    pub fn root(name: &str) -> Self {
        let key = Key::derive(KeyKind::P256, &format!("authority {name}"));
        let params = authority_params(name, &key);
        let certificate = proven(params.self_signed(&key));
        Self::new(key, params, &certificate)
    }

    /// An authority below this one.
    pub fn intermediate(&self, name: &str) -> Self {
        let key = Key::derive(KeyKind::P256, &format!("authority {name}"));
        let params = authority_params(name, &key);
        let certificate = proven(params.signed_by(&key, &self.issuer()));
        Self::new(key, params, &certificate)
    }

    /// Issues a certificate; the chain is that certificate alone.
    pub fn issue(&self, leaf: &Leaf) -> Identity {
        let key = Key::derive(leaf.key, &format!("leaf {:?}", leaf.names));
        let params = leaf_params(leaf, &key);
        let certificate = proven(params.signed_by(&key, &self.issuer()));
        Identity {
            chain: vec![certificate.der().clone()],
            signer: key.signer(),
        }
    }

    /// A certificate that is signed by its own key.
    pub fn self_signed(leaf: &Leaf) -> Identity {
        let key = Key::derive(leaf.key, &format!("leaf {:?}", leaf.names));
        let certificate = proven(leaf_params(leaf, &key).self_signed(&key));
        Identity {
            chain: vec![certificate.der().clone()],
            signer: key.signer(),
        }
    }

    /// The authority's own certificate.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// The same in PEM, for an option that takes roots.
    pub fn pem(&self) -> String {
        self.pem.clone()
    }

    fn new(key: Key, params: CertificateParams, certificate: &rcgen::Certificate) -> Self {
        Self {
            key,
            params,
            certificate: certificate.der().clone(),
            pem: certificate.pem(),
        }
    }

    fn issuer(&self) -> Issuer<'_, &Key> {
        Issuer::from_params(&self.params, &self.key)
    }
}

/// A TLS server with this identity; the names are for ALPN.
pub fn server_config(identity: Identity, alpn: &[&str]) -> Arc<ServerConfig> {
    server_config_for(identity, alpn, ClientCertificates::NotAskedFor)
}

/// The same, with what it does about certificates of its clients.
pub fn server_config_for(
    identity: Identity,
    alpn: &[&str],
    clients: ClientCertificates,
) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls_rustcrypto::provider());
    let builder =
        proven(ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions());
    let certified = CertifiedKey::new(identity.chain, identity.signer);
    let resolver: Arc<dyn ResolvesServerCert> = Arc::new(SingleCertAndKey::from(certified));
    let builder = match clients.verifier() {
        None => builder.with_no_client_auth(),
        Some(verifier) => builder.with_client_cert_verifier(verifier),
    };
    let mut config = builder.with_cert_resolver(resolver);
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    // Tickets are sent after the handshake and are of no use to a prober.
    config.send_tls13_tickets = 0;
    Arc::new(config)
}

fn authority_params(name: &str, key: &Key) -> CertificateParams {
    let mut params = base_params(name, key);
    params.not_before = day(-3650);
    params.not_after = day(3650);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn leaf_params(leaf: &Leaf, key: &Key) -> CertificateParams {
    let mut params = base_params(leaf.names.first().map_or("server", String::as_str), key);
    params.not_before = day(leaf.from_day);
    params.not_after = day(leaf.until_day);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    if leaf.client_auth {
        params
            .extended_key_usages
            .push(ExtendedKeyUsagePurpose::ClientAuth);
    }
    for name in &leaf.names {
        params
            .subject_alt_names
            .push(SanType::DnsName(proven(Ia5String::try_from(name.as_str()))));
    }
    let srv_names = leaf.srv_names.iter();
    let srv_names = srv_names.map(|text| OtherName::new(&SRV_NAME, text));
    for name in srv_names.chain(leaf.other_names.iter().cloned()) {
        let text = OtherNameValue::Utf8String(name.text);
        params
            .subject_alt_names
            .push(SanType::OtherName((name.type_id, text)));
    }
    params.use_authority_key_identifier_extension = true;
    params
}

fn base_params(name: &str, key: &Key) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let identifier = Sha256::digest(rcgen::PublicKeyData::der_bytes(key));
    params.key_identifier_method = KeyIdMethod::PreSpecified(identifier[..20].to_vec());
    params.serial_number = Some(SerialNumber::from_slice(&identifier[..8]));
    params
}

fn day(offset: i64) -> OffsetDateTime {
    let seconds = i64::try_from(EPOCH).unwrap_or_default() + offset * DAY;
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
