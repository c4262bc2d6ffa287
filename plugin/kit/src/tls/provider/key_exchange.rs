//! The groups of a key exchange. The first one's share goes out with the
//! ClientHello: X25519, which nearly every server takes, so that none has to ask
//! for another (RFC 8446 §4.1.4) and none is made that nobody reads.

use p384::elliptic_curve::ecdh::diffie_hellman;
use rustls::crypto::{ActiveKeyExchange, SecureRandom, SharedSecret, SupportedKxGroup};
use rustls::{Error, NamedGroup, PeerMisbehaved};
use rustls_rustcrypto::Provider;

/// All of them, the preferred one first.
pub(super) const GROUPS: [&dyn SupportedKxGroup; 3] = [&X25519, &P256, &P384];

#[derive(Debug)]
struct X25519;

#[derive(Debug)]
struct P256;

#[derive(Debug)]
struct P384;

/// A key exchange that waits for the server's share.
struct Started<S> {
    group: NamedGroup,
    secret: S,
    public: Vec<u8>,
    agree: fn(&S, &[u8]) -> Option<Vec<u8>>,
}

impl<S: Send + Sync> ActiveKeyExchange for Started<S> {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let secret = (self.agree)(&self.secret, peer).ok_or(PeerMisbehaved::InvalidKeyShare)?;
        Ok(SharedSecret::from(secret))
    }

    fn pub_key(&self) -> &[u8] {
        &self.public
    }

    fn group(&self) -> NamedGroup {
        self.group
    }
}

impl SupportedKxGroup for X25519 {
    fn name(&self) -> NamedGroup {
        NamedGroup::X25519
    }

    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let secret = random::<32>()?;
        Ok(Box::new(Started {
            group: NamedGroup::X25519,
            secret,
            public: crrl::x25519::x25519_base(&secret).to_vec(),
            agree: |secret, peer| {
                let peer: &[u8; 32] = peer.try_into().ok()?;
                let shared = crrl::x25519::x25519(peer, secret);
                // RFC 8446 §7.4.2: an all-zero result must not be used.
                (shared != [0; 32]).then(|| shared.to_vec())
            },
        }))
    }
}

impl SupportedKxGroup for P256 {
    fn name(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }

    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        use crrl::p256::{PublicKey, Scalar};
        // Twice the length: reduced, it is even to the last bit.
        let secret = Scalar::decode_reduce(&random::<64>()?);
        if secret.iszero() != 0 {
            return Err(Error::FailedToGetRandomBytes);
        }
        let public = crrl::p256::Point::mulgen(&secret).encode_uncompressed();
        Ok(Box::new(Started {
            group: NamedGroup::secp256r1,
            secret,
            public: public.to_vec(),
            agree: |secret, peer| {
                // RFC 8446 §4.2.8.2: uncompressed, and on the curve.
                let peer = PublicKey::decode(uncompressed(peer)?)?;
                let shared = (peer.point * *secret).encode_uncompressed();
                // RFC 8446 §7.4.2: the x-coordinate.
                Some(shared[1..33].to_vec())
            },
        }))
    }
}

impl SupportedKxGroup for P384 {
    fn name(&self) -> NamedGroup {
        NamedGroup::secp384r1
    }

    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        use p384::elliptic_curve::sec1::ToSec1Point;
        use p384::{PublicKey, SecretKey};
        // Out of range once in 2^190.
        let secret = SecretKey::from_slice(&random::<48>()?);
        let secret = secret.map_err(|_| Error::FailedToGetRandomBytes)?;
        let public = secret.public_key().to_sec1_point(false);
        Ok(Box::new(Started {
            group: NamedGroup::secp384r1,
            public: public.as_bytes().to_vec(),
            secret,
            agree: |secret, peer| {
                let peer = PublicKey::from_sec1_bytes(uncompressed(peer)?).ok()?;
                let shared = diffie_hellman(secret.to_nonzero_scalar(), peer.as_affine());
                Some(shared.raw_secret_bytes().to_vec())
            },
        }))
    }
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], Error> {
    let mut bytes = [0; LENGTH];
    Provider.fill(&mut bytes)?;
    Ok(bytes)
}

/// A point with both its coordinates (SEC 1 §2.3.3).
fn uncompressed(point: &[u8]) -> Option<&[u8]> {
    (point.first() == Some(&4)).then_some(point)
}
