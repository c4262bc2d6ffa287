use rustls::pki_types::SignatureVerificationAlgorithm;
use rustls_rustcrypto::provider as reference;

use super::*;

#[test]
fn every_group_agrees_with_another_implementation() {
    for ours in key_exchange::GROUPS {
        let theirs = reference().kx_groups;
        let theirs = theirs.iter().find(|group| group.name() == ours.name());
        let theirs = theirs.unwrap().start().unwrap();
        let started = ours.start().unwrap();
        assert_eq!(started.group(), ours.name());
        let (our_share, their_share) = (started.pub_key().to_vec(), theirs.pub_key().to_vec());
        let ours = started.complete(&their_share).unwrap();
        let theirs = theirs.complete(&our_share).unwrap();
        assert_eq!(ours.secret_bytes(), theirs.secret_bytes());
    }
}

#[test]
fn shares_that_are_none_are_refused() {
    for group in key_exchange::GROUPS {
        let length = group.start().unwrap().pub_key().len();
        for share in [
            vec![],
            vec![0; length],
            vec![4; length],
            vec![0; length + 1],
        ] {
            let is_point = group.name() == rustls::NamedGroup::X25519 && share == [4; 32];
            let agreed = group.start().unwrap().complete(&share);
            assert_eq!(agreed.is_ok(), is_point, "{:?} {share:?}", group.name());
        }
    }
}

/// Each algorithm with a signature that OpenSSL made: `key`, `message` and
/// `signature` are files of `fixtures`, made by the script in it.
#[test]
fn signatures_of_openssl_are_verified_and_changed_ones_are_not() {
    let message = include_bytes!("fixtures/message");
    let vectors = vectors();
    assert_eq!(vectors.len(), SIGNATURES.all.len());
    for (name, algorithm, key, signature) in vectors {
        let verify = |message: &[u8], signature: &[u8]| {
            algorithm.verify_signature(&key, message, signature).is_ok()
        };
        assert!(verify(message, signature), "{name}");
        assert!(!verify(b"another message", signature), "{name}");
        assert!(!verify(message, &[]), "{name}");
        assert!(!verify(message, &signature[1..]), "{name}");
        for bit in 0..8 {
            let mut changed = signature.to_vec();
            let last = changed.len() - 1;
            changed[last] ^= 1 << bit;
            assert!(!verify(message, &changed), "{name}, bit {bit}");
        }
        assert!(
            algorithm
                .verify_signature(&[4; 65], message, signature)
                .is_err()
        );
    }
}

type Vector = (
    &'static str,
    &'static dyn SignatureVerificationAlgorithm,
    Vec<u8>,
    &'static [u8],
);

fn vectors() -> Vec<Vector> {
    macro_rules! vector {
        ($algorithm:path, $key:literal, $signature:literal) => {
            (
                $signature,
                $algorithm,
                subject_public_key(include_bytes!(concat!("fixtures/", $key, ".der"))),
                include_bytes!(concat!("fixtures/", $signature)).as_slice(),
            )
        };
    }
    vec![
        vector!(ecdsa::P256_SHA256, "p256", "p256-sha256"),
        vector!(ecdsa::P256_SHA384, "p256", "p256-sha384"),
        vector!(ecdsa::P384_SHA256, "p384", "p384-sha256"),
        vector!(ecdsa::P384_SHA384, "p384", "p384-sha384"),
        vector!(ed25519::ED25519, "ed25519", "ed25519"),
        vector!(rsa::PKCS1_SHA256, "rsa2048", "rsa2048-pkcs1-sha256"),
        vector!(rsa::PKCS1_SHA384, "rsa4096", "rsa4096-pkcs1-sha384"),
        vector!(rsa::PKCS1_SHA512, "rsa1024", "rsa1024-pkcs1-sha512"),
        vector!(rsa::PSS_SHA256, "rsa2048", "rsa2048-pss-sha256"),
        vector!(rsa::PSS_SHA384, "rsa4096", "rsa4096-pss-sha384"),
        vector!(rsa::PSS_SHA512, "rsa4096", "rsa4096-pss-sha512"),
    ]
}

/// What a certificate hands to the algorithm: the key without its identifier.
fn subject_public_key(der: &[u8]) -> Vec<u8> {
    use x509_parser::prelude::FromDer;
    use x509_parser::x509::SubjectPublicKeyInfo;
    let (_, info) = SubjectPublicKeyInfo::from_der(der).unwrap();
    info.subject_public_key.data.to_vec()
}
