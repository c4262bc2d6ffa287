//! Chains, each validated once, and no more of them than one endpoint may
//! cost.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use checker_kit::shared::tls_endpoint::TlsEndpoint;
use checker_kit::tls::{CertificateFacts, is_logged};
use checker_stream::endpoints::names;
use rustls_pki_types::CertificateDer;

use super::shown::Shown;
use super::trust::{Excess, Roots, Trust};
use crate::observation::{Certificates, ChainFacts};
use crate::terms::Terms;

/// The most different chains of one endpoint that are validated.
const MAX_CHAINS: usize = 8;
/// The most certificates of one subject in a chain: an authority's, and one
/// that another authority made for it. With more, the paths to try multiply.
const MAX_SAME_SUBJECT: usize = 2;

/// The chains of an observation.
pub(super) struct Chains<'a> {
    certificates: &'a Certificates,
    roots: Roots<'a>,
    judged_at: i64,
    /// Endpoints of one service mostly show the same chain, and chains the same
    /// authorities.
    read: RefCell<HashMap<String, Option<Rc<Certificate>>>>,
    validated: RefCell<HashMap<Vec<String>, Trust>>,
}

/// A certificate that was sent.
struct Certificate {
    der: CertificateDer<'static>,
    /// What it says of itself, where it can be read.
    facts: Option<CertificateFacts>,
}

impl<'a> Chains<'a> {
    pub(super) fn new(certificates: &'a Certificates, terms: &'a Terms, judged_at: i64) -> Self {
        Self {
            certificates,
            roots: Roots::new(&terms.roots),
            judged_at,
            read: RefCell::default(),
            validated: RefCell::default(),
        }
    }

    /// For another endpoint.
    pub(super) fn of_endpoint(&self) -> EndpointChains<'a, '_> {
        EndpointChains {
            all: self,
            seen: BTreeSet::new(),
        }
    }

    /// The certificate of this digest, where it was kept.
    fn certificate(&self, sha256: &String) -> Option<Rc<Certificate>> {
        if let Some(known) = self.read.borrow().get(sha256) {
            return known.clone();
        }
        let read = self.certificates.get(sha256).map(|der| {
            let facts = CertificateFacts::read(&der);
            Rc::new(Certificate { der, facts })
        });
        self.read.borrow_mut().insert(sha256.clone(), read.clone());
        read
    }
}

/// The chains of one endpoint.
pub(super) struct EndpointChains<'a, 'b> {
    all: &'b Chains<'a>,
    seen: BTreeSet<Vec<String>>,
}

impl EndpointChains<'_, '_> {
    /// What a chain shows; `None` where the server's own certificate cannot be
    /// read. `agreed` is the protocol name that the server chose by ALPN.
    pub(super) fn shown(
        &mut self,
        sent: &ChainFacts,
        entry: &TlsEndpoint,
        agreed: Option<&str>,
    ) -> Option<Shown> {
        let known = sent.certificates.iter();
        let chain: Vec<Rc<Certificate>> = known
            .map_while(|sha256| self.all.certificate(sha256))
            .collect();
        let own = chain.first()?;
        let leaf = own.facts.clone()?;
        let links: Vec<CertificateFacts> = chain
            .iter()
            .filter_map(|certificate| certificate.facts.clone())
            .collect();
        Some(Shown {
            logged: is_logged(&own.der),
            trust: self.trust(sent, &chain, &links),
            names_endpoint: names::matches(&leaf, entry, agreed),
            names_host: names::matches_host(&leaf, entry),
            leaf,
            links,
        })
    }

    fn trust(
        &mut self,
        sent: &ChainFacts,
        chain: &[Rc<Certificate>],
        links: &[CertificateFacts],
    ) -> Trust {
        if chain.len() < sent.sent {
            return Trust::NotValidated(Excess::Sent(sent.sent));
        }
        if has_many_paths(links) {
            return Trust::NotValidated(Excess::Paths);
        }
        self.seen.insert(sent.certificates.clone());
        if let Some(known) = self.all.validated.borrow().get(&sent.certificates) {
            return known.clone();
        }
        if self.seen.len() > MAX_CHAINS {
            return Trust::NotValidated(Excess::Chains);
        }
        let chain: Vec<CertificateDer<'static>> = chain
            .iter()
            .map(|certificate| certificate.der.clone())
            .collect();
        let trust = Trust::of_chain(&chain, links, &self.all.roots, self.all.judged_at);
        let mut validated = self.all.validated.borrow_mut();
        validated.insert(sent.certificates.clone(), trust.clone());
        trust
    }
}

fn has_many_paths(links: &[CertificateFacts]) -> bool {
    let mut subjects: BTreeMap<&str, usize> = BTreeMap::new();
    for link in links {
        *subjects.entry(&link.subject).or_default() += 1;
    }
    subjects.values().any(|count| *count > MAX_SAME_SUBJECT)
}
