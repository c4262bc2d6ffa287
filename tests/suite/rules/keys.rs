//! Keys of all kinds: the handshake completes and the chain is recorded, also
//! where the key is weak or its signature cannot be verified (`docs/quirks.md`,
//! q18).

use std::sync::Arc;

use checker_host::model::Status;
use checker_host::network::sim::{Identity, KeyKind, Leaf};
use p521::ecdsa::signature::Signer as _;
use p521::pkcs8::DecodePrivateKey;
use serde_json::json;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{Signer, SigningKey};
use tokio_rustls::rustls::{Error, SignatureAlgorithm, SignatureScheme};

use super::tls::{clean, finds};
use crate::lab::{DOMAIN, Lab, endpoints, tls_observation};

const ROOT: &str = include_str!("../../fixtures/root.pem");

fn with_key(key: KeyKind) -> Lab {
    Lab::with_leaf(&Leaf {
        key,
        ..Leaf::of(DOMAIN)
    })
}

#[test]
fn rsa_1024_is_a_weak_key_and_ed25519_is_not() {
    let rule = "tls.chain_validity";
    finds(with_key(KeyKind::Rsa(1024)), rule, "weak-key", Status::Crit);
    clean(with_key(KeyKind::Ed25519));
    clean(with_key(KeyKind::Rsa(2048)));
}

/// A deployment with a chain that was made with OpenSSL, and its root.
fn with_chain(chain: &[u8], signer: &Arc<dyn SigningKey>) -> Lab {
    let mut lab = Lab::with_identity(|_| Identity {
        chain: CertificateDer::pem_slice_iter(chain)
            .map(|der| der.unwrap())
            .collect(),
        signer: signer.clone(),
    });
    lab.roots = Some(ROOT.into());
    lab
}

/// The signer of a key in PEM.
fn signer(pem: &[u8]) -> Arc<dyn SigningKey> {
    let key = PrivateKeyDer::from_pem_slice(pem).unwrap();
    rustls_rustcrypto::provider()
        .key_provider
        .load_private_key(key)
        .unwrap()
}

#[test]
fn a_p521_key_completes_and_its_signature_is_recorded_as_unverified() {
    let key = include_str!("../../fixtures/p521-key.pem");
    let secret = p521::SecretKey::from_pkcs8_pem(key).unwrap();
    let key = p521::ecdsa::SigningKey::from_bytes(&secret.to_bytes()).unwrap();
    let key: Arc<dyn SigningKey> = Arc::new(P521Signer(key));
    let chain = include_bytes!("../../fixtures/p521-chain.pem");
    let outcome = clean(with_chain(chain, &key));
    let seen = tls_observation(&outcome);
    for endpoint in seen["endpoints"].as_object().unwrap().values() {
        let agreed = &endpoint["addresses"][0]["agreed"];
        assert_eq!(agreed["signature"], "unverified", "{endpoint:#}");
    }
    let tls = &endpoints(&outcome)[0]["transcript"]["tls"];
    let key = json!({"algorithm": "ECDSA", "bits": 521});
    assert_eq!(tls["certificate"]["key"], key);
}

#[test]
fn an_rsa_8192_key_completes_the_handshake() {
    let signer = signer(include_bytes!("../../fixtures/rsa8192-key.pem"));
    let chain = include_bytes!("../../fixtures/rsa8192-chain.pem");
    let outcome = clean(with_chain(chain, &signer));
    let tls = &endpoints(&outcome)[0]["transcript"]["tls"];
    let key = json!({"algorithm": "RSA", "bits": 8192});
    assert_eq!(tls["certificate"]["key"], key);
}

#[test]
fn a_sha1_signature_is_named() {
    let signer = signer(include_bytes!("../../fixtures/sha1-key.pem"));
    let chain = include_bytes!("../../fixtures/sha1-chain.pem");
    let lab = with_chain(chain, &signer);
    finds(lab, "tls.chain_validity", "weak-signature", Status::Crit);
}

/// P-521 is not among the keys that the TLS library's provider signs with.
#[derive(Clone)]
struct P521Signer(p521::ecdsa::SigningKey);

impl std::fmt::Debug for P521Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("P521Signer")
    }
}

impl SigningKey for P521Signer {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let offered = offered.contains(&SignatureScheme::ECDSA_NISTP521_SHA512);
        offered.then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for P521Signer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature: p521::ecdsa::Signature = self.0.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}
