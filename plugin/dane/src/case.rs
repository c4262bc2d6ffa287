//! What the rules judge: the observation with every record compared to what was
//! shown, once.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::IpAddr;

use checker_kit::shared::tls_endpoint::{TlsEndpoint, Unreadable};
use checker_stream::endpoints::Certificates;
use rustls_pki_types::CertificateDer;

use crate::observation::{AddressFacts, EndpointFacts, Observation, Record, TlsaLookup};
use crate::verdict::{Unusable, Verdict, advised, unusable, verdict};

/// Everything that the rules look at.
#[derive(Debug, Clone)]
pub struct Case {
    /// The endpoints, in the order of their references.
    pub endpoints: Vec<Endpoint>,
    /// Whether the resolver validates.
    pub validating: Option<bool>,
    /// Entries that could not be read, by reference.
    pub unreadable: BTreeMap<String, Unreadable>,
    /// How many entries were left out.
    pub left_out: usize,
}

/// One endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The reference of its entry.
    pub r#ref: String,
    /// The entry.
    pub entry: TlsEndpoint,
    /// What the DNS has of it; `None` for an address.
    pub lookup: Option<TlsaLookup>,
    /// Whether the addresses of the host are authenticated.
    pub addresses_authentic: Option<bool>,
    /// The records that peers go by.
    pub usable: Vec<Record>,
    /// Those that they pass over.
    pub unusable: Vec<(Record, Unusable)>,
    /// Each address.
    pub addresses: Vec<Address>,
}

/// One address of an endpoint.
#[derive(Debug, Clone)]
pub struct Address {
    /// The address.
    pub address: IpAddr,
    /// What each usable record is to the certificates; `None` where none was
    /// shown.
    pub verdicts: Option<Vec<Verdict>>,
    /// The record that would fit.
    pub advised: Option<Record>,
    /// Why nothing was shown, in words.
    pub failure: Option<String>,
}

impl Case {
    /// The case that an observation makes at this moment.
    pub fn new(observation: &Observation, judged_at: i64) -> Self {
        let endpoints = observation.endpoints.iter();
        let certificates = &observation.certificates;
        Self {
            endpoints: endpoints
                .map(|(reference, facts)| endpoint(reference, facts, certificates, judged_at))
                .collect(),
            validating: observation.validating,
            unreadable: observation.unreadable.clone(),
            left_out: observation.left_out,
        }
    }

    /// The endpoints with records.
    pub fn with_records(&self) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.iter().filter(|endpoint| endpoint.is_found())
    }
}

impl checker_kit::rule::Case for Case {
    type Part = Infallible;
}

impl Endpoint {
    /// The name of its records; empty for an address.
    pub fn owner(&self) -> &str {
        self.lookup.as_ref().map_or("", |lookup| &lookup.owner)
    }

    /// Whether it has records.
    pub fn is_found(&self) -> bool {
        self.lookup.as_ref().is_some_and(TlsaLookup::is_found)
    }

    /// Whether peers go by its records (RFC 7673 §3): the answers that led to
    /// the host, its addresses and the records themselves are authenticated, and
    /// some record is usable. `None` where one of that is not known.
    pub fn applies(&self) -> Option<bool> {
        let lookup = self.lookup.as_ref()?;
        let certain = lookup.is_found() && lookup.authentic && !self.usable.is_empty();
        let rest = [self.addresses_authentic, self.entry.authentic];
        match certain && !rest.contains(&Some(false)) {
            true if rest.contains(&None) => None,
            applies => Some(applies),
        }
    }

    /// Whether a usable record matches at every address that showed something;
    /// `None` where none did.
    pub fn matches(&self) -> Option<bool> {
        let mut known = self.addresses.iter().filter_map(Address::matches);
        let first = known.next()?;
        Some(first && known.all(|matches| matches))
    }

    /// Lines for the zone: the records that fit what is shown.
    pub fn lines(&self) -> Vec<String> {
        let advised = self.addresses.iter().filter_map(|one| one.advised.as_ref());
        let mut lines: Vec<String> = advised.map(|record| line(self.owner(), record)).collect();
        lines.sort();
        lines.dedup();
        lines
    }
}

impl Address {
    /// Whether a usable record matches; `None` where nothing was shown.
    pub fn matches(&self) -> Option<bool> {
        let verdicts = self.verdicts.as_ref()?;
        Some(verdicts.contains(&Verdict::Matches))
    }
}

/// The record as a line of a zone.
pub fn line(owner: &str, record: &Record) -> String {
    let Record {
        usage,
        selector,
        matching,
        data,
    } = record;
    format!("{owner}. IN TLSA {usage} {selector} {matching} {data}")
}

fn endpoint(
    reference: &str,
    facts: &EndpointFacts,
    certificates: &Certificates,
    judged_at: i64,
) -> Endpoint {
    let lookup = facts.lookup.as_ref();
    let records = lookup.map_or(&[][..], |lookup| &lookup.records);
    let mut usable = Vec::new();
    let mut passed_over = Vec::new();
    for record in records {
        match unusable(record) {
            None => usable.push(record.clone()),
            Some(why) => passed_over.push((record.clone(), why)),
        }
    }
    let addresses = facts.addresses.iter();
    let addresses = addresses.map(|seen| address(seen, &usable, facts, certificates, judged_at));
    Endpoint {
        r#ref: reference.to_owned(),
        entry: facts.entry.clone(),
        lookup: facts.lookup.clone(),
        addresses_authentic: facts.addresses_authentic,
        addresses: addresses.collect(),
        usable,
        unusable: passed_over,
    }
}

fn address(
    seen: &AddressFacts,
    usable: &[Record],
    facts: &EndpointFacts,
    certificates: &Certificates,
    judged_at: i64,
) -> Address {
    let kept = seen.chain.certificates.iter();
    let chain: Vec<CertificateDer<'static>> =
        kept.map_while(|sha256| certificates.get(sha256)).collect();
    let verdicts = usable.iter();
    let verdicts = verdicts.map(|record| verdict(record, &chain, &facts.entry, judged_at));
    Address {
        address: seen.address,
        verdicts: (!chain.is_empty()).then(|| verdicts.collect()),
        advised: chain.first().and_then(|leaf| advised(leaf)),
        failure: seen.failure.clone(),
    }
}
