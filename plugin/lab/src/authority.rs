//! Authorities and what they issue. Keys are derived from names.

use checker_kit::tls::CertificateFacts;
use p256::ecdsa::signature::{SignatureEncoding, Signer as _};
use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyUsagePurpose, OtherNameValue,
    PublicKeyData, SanType, SerialNumber, SignatureAlgorithm, SigningKey,
};
use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::pkcs8::DecodePrivateKey;
use rustls_pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// The present of tests: 2026-02-01T00:00:00Z.
pub const NOW: i64 = 1_769_904_000;

/// id-on-dnsSRV (RFC 4985 §2).
const SRV_NAME: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 8, 7];
/// id-on-xmppAddr (RFC 6120 §13.7.1.4).
const XMPP_ADDR: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 8, 5];
/// The list of signed certificate timestamps (RFC 6962 §3.3).
const TIMESTAMPS: [u64; 10] = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2];

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
    pub names: &'static [&'static str],
    pub srv_names: &'static [&'static str],
    pub xmpp_addrs: &'static [&'static str],
    /// Validity from here, in days relative to [`NOW`].
    pub from_day: i64,
    /// Validity until here, in days relative to [`NOW`].
    pub until_day: i64,
    /// Extended key usages; none for any use.
    pub usages: &'static [&'static str],
    pub is_authority: bool,
    /// Whether it says that it was logged publicly.
    pub logged: bool,
}

impl Leaf {
    /// A certificate with nothing wrong.
    pub fn sound() -> Self {
        Self {
            names: &["example.org"],
            srv_names: &[],
            xmpp_addrs: &[],
            from_day: -30,
            until_day: 60,
            usages: &["serverAuth", "clientAuth"],
            is_authority: false,
            logged: false,
        }
    }

    /// What such a certificate says.
    pub fn facts(&self) -> CertificateFacts {
        CertificateFacts::read(&self.self_signed()).unwrap()
    }

    /// Signed by its own key.
    pub fn self_signed(&self) -> CertificateDer<'static> {
        let key = Key::derive("leaf");
        self.params(&key).self_signed(&key).unwrap().der().clone()
    }

    fn params(&self, key: &Key) -> CertificateParams {
        let mut params = params("leaf", key);
        params.not_before = day(self.from_day);
        params.not_after = day(self.until_day);
        params.use_authority_key_identifier_extension = true;
        let usages = self.usages.iter().map(|usage| match *usage {
            "serverAuth" => ExtendedKeyUsagePurpose::ServerAuth,
            "clientAuth" => ExtendedKeyUsagePurpose::ClientAuth,
            "any" => ExtendedKeyUsagePurpose::Any,
            other => panic!("no usage {other}"),
        });
        params.extended_key_usages = usages.collect();
        if self.is_authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        if self.logged {
            let empty_list = vec![0x04, 0x02, 0, 0];
            let timestamps = CustomExtension::from_oid_content(&TIMESTAMPS, empty_list);
            params.custom_extensions.push(timestamps);
        }
        let dns = self
            .names
            .iter()
            .map(|name| SanType::DnsName(Ia5String::try_from(*name).unwrap()));
        let other = |id: [u64; 9]| {
            move |text: &&'static str| {
                SanType::OtherName((id.to_vec(), OtherNameValue::Utf8String((*text).to_owned())))
            }
        };
        let srv = self.srv_names.iter().map(other(SRV_NAME));
        let xmpp = self.xmpp_addrs.iter().map(other(XMPP_ADDR));
        params.subject_alt_names = dns.chain(srv).chain(xmpp).collect();
        params
    }
}

impl Authority {
    /// One that signs itself.
    pub fn root(name: &str) -> Self {
        Self::self_signed(name, Key::derive(name))
    }

    /// Another one of the same name.
    pub fn impostor(name: &str) -> Self {
        Self::self_signed(name, Key::derive(&format!("impostor {name}")))
    }

    /// One whose key is longer than what can be checked.
    pub fn with_rsa_8192(name: &str) -> Self {
        let pem = include_str!("../../../tests/fixtures/rsa8192-key.pem");
        Self::self_signed(name, Key::rsa(pem))
    }

    /// One below this one.
    pub fn intermediate(&self, name: &str) -> Self {
        self.intermediate_until(name, 3_650)
    }

    /// One below this one, valid until this day relative to [`NOW`].
    pub fn intermediate_until(&self, name: &str, until_day: i64) -> Self {
        let key = Key::derive(name);
        let mut params = authority_params(name, &key);
        params.not_after = day(until_day);
        let certificate = params.signed_by(&key, &self.issuer()).unwrap();
        Self::new(key, params, &certificate)
    }

    /// The server's certificate, without those that belong to it.
    pub fn issue(&self, leaf: &Leaf) -> CertificateDer<'static> {
        let key = Key::derive("leaf");
        let certificate = leaf.params(&key).signed_by(&key, &self.issuer());
        certificate.unwrap().der().clone()
    }

    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    pub fn pem(&self) -> String {
        self.pem.clone()
    }

    fn self_signed(name: &str, key: Key) -> Self {
        let params = authority_params(name, &key);
        let certificate = params.self_signed(&key).unwrap();
        Self::new(key, params, &certificate)
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

struct Key {
    private: Private,
    public: Vec<u8>,
}

enum Private {
    P256(p256::ecdsa::SigningKey),
    Rsa(Box<rsa::RsaPrivateKey>),
}

impl Key {
    fn derive(label: &str) -> Self {
        let seed: [u8; 32] = Sha256::digest(label.as_bytes()).into();
        let key = p256::ecdsa::SigningKey::from_bytes(&seed.into()).unwrap();
        let public = key.verifying_key().to_encoded_point(false);
        Self {
            public: public.as_bytes().to_vec(),
            private: Private::P256(key),
        }
    }

    fn rsa(pem: &str) -> Self {
        let key = rsa::RsaPrivateKey::from_pkcs8_pem(pem).unwrap();
        let public = key.to_public_key().to_pkcs1_der().unwrap();
        Self {
            public: public.as_bytes().to_vec(),
            private: Private::Rsa(Box::new(key)),
        }
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match self.private {
            Private::P256(_) => &rcgen::PKCS_ECDSA_P256_SHA256,
            Private::Rsa(_) => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(match &self.private {
            Private::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.to_vec()
            }
            Private::Rsa(key) => {
                let key = rsa::pkcs1v15::SigningKey::<Sha256>::new((**key).clone());
                key.sign(message).to_vec()
            }
        })
    }
}

fn authority_params(name: &str, key: &Key) -> CertificateParams {
    let mut params = params(name, key);
    params.not_before = day(-3_650);
    params.not_after = day(3_650);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

fn params(name: &str, key: &Key) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let identifier = Sha256::digest(key.der_bytes());
    params.key_identifier_method = KeyIdMethod::PreSpecified(identifier[..20].to_vec());
    params.serial_number = Some(SerialNumber::from_slice(&identifier[..8]));
    params
}

fn day(offset: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(NOW).unwrap() + Duration::days(offset)
}
