//! How much is kept of what a server sends: what one endpoint shows must not
//! take the room of others.

use std::collections::BTreeSet;

use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};

use super::certificates::Certificates;

/// The most certificates of a chain. Public chains have two to four.
const MAX_CHAIN: usize = 10;
/// The longest certificate, in bytes. Common ones have one to two thousand.
const MAX_CERTIFICATE: usize = 16 * 1024;
/// The most bytes of certificates of one endpoint, over all its addresses.
const MAX_ENDPOINT: usize = 48 * 1024;

/// The certificates that a server sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChainFacts {
    /// Those that were kept, by their SHA-256, the server's own first.
    pub certificates: Vec<String>,
    /// How many were sent.
    pub sent: usize,
}

impl ChainFacts {
    /// Whether all that was sent was kept.
    pub fn is_complete(&self) -> bool {
        self.certificates.len() >= self.sent
    }
}

/// Keeps the certificates of one endpoint.
#[derive(Debug)]
pub struct Keeper<'a> {
    certificates: &'a mut Certificates,
    counted: BTreeSet<String>,
    room: usize,
}

impl<'a> Keeper<'a> {
    /// For another endpoint.
    pub fn new(certificates: &'a mut Certificates) -> Self {
        Self {
            certificates,
            counted: BTreeSet::new(),
            room: MAX_ENDPOINT,
        }
    }

    /// Keeps what there is room for, from the server's own certificate on.
    pub fn keep(&mut self, chain: &[CertificateDer<'static>]) -> ChainFacts {
        let kept = chain.iter().take(MAX_CHAIN).map_while(|one| self.one(one));
        ChainFacts {
            certificates: kept.collect(),
            sent: chain.len(),
        }
    }

    fn one(&mut self, certificate: &CertificateDer<'static>) -> Option<String> {
        let size = certificate.len();
        if size > MAX_CERTIFICATE {
            return None;
        }
        let sha256 = checker_kit::tls::fingerprint(certificate);
        if !self.counted.contains(&sha256) {
            self.room = self.room.checked_sub(size)?;
            self.certificates.insert(certificate);
            self.counted.insert(sha256.clone());
        }
        Some(sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(seed: u8, size: usize) -> CertificateDer<'static> {
        CertificateDer::from(vec![seed; size])
    }

    #[test]
    fn a_common_chain_is_kept_as_a_whole_and_once() {
        let mut certificates = Certificates::default();
        let chain = [certificate(1, 1_500), certificate(2, 1_200)];
        let mut keeper = Keeper::new(&mut certificates);
        let first = keeper.keep(&chain);
        assert!(first.is_complete());
        assert_eq!(keeper.keep(&chain), first);
        assert_eq!(certificates.len(), 2);
    }

    #[test]
    fn a_chain_of_eighty_is_cut_and_says_how_many_were_sent() {
        let mut certificates = Certificates::default();
        let chain: Vec<_> = (0..80).map(|seed| certificate(seed, 800)).collect();
        let kept = Keeper::new(&mut certificates).keep(&chain);
        assert_eq!((kept.certificates.len(), kept.sent), (MAX_CHAIN, 80));
        assert!(!kept.is_complete());
        assert_eq!(certificates.len(), MAX_CHAIN);
    }

    #[test]
    fn a_huge_certificate_is_not_kept() {
        let mut certificates = Certificates::default();
        let chain = [certificate(1, 1_500), certificate(2, MAX_CERTIFICATE + 1)];
        let kept = Keeper::new(&mut certificates).keep(&chain);
        assert_eq!((kept.certificates.len(), kept.sent), (1, 2));
    }

    #[test]
    fn one_endpoint_has_room_for_its_own_only() {
        let mut certificates = Certificates::default();
        let mut greedy = Keeper::new(&mut certificates);
        let sent = (0..64).map(|seed| greedy.keep(&[certificate(seed, 4_096)]));
        assert_eq!(sent.filter(ChainFacts::is_complete).count(), 12);
        let modest = Keeper::new(&mut certificates).keep(&[certificate(200, 4_096)]);
        assert!(modest.is_complete());
    }
}
