//! What the rules judge: the observation with everything that takes work to
//! find out, found out once.

mod chains;
mod shown;
mod trouble;
mod trust;
mod validity;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use checker_kit::dns::Failure;
use checker_kit::shared::tls_endpoint::{TlsEndpoint, Unreadable};
use checker_kit::shared::unreachable::{Attempt, Attempts};
use checker_stream::endpoints::{is_spoken, names};
use checker_stream::side::Side;

use crate::observation::{AddressFacts, Agreed, EndpointFacts, Observation};
use crate::terms::{Terms, Thresholds};
use chains::Chains;

pub use shown::Shown;
pub use trouble::Trouble;
pub use trust::{Excess, Trust};
pub use validity::is_current;

/// Everything that the rules look at.
#[derive(Debug, Clone)]
pub struct Case {
    /// The endpoints, in the order of their references.
    pub endpoints: Vec<Endpoint>,
    /// Entries that could not be read, by reference.
    pub unreadable: BTreeMap<String, Unreadable>,
    /// How many entries were left out.
    pub left_out: usize,
    /// When the end of a certificate is near.
    pub thresholds: Thresholds,
    /// Whether roots were given besides those compiled in.
    pub has_own_roots: bool,
    /// The moment for which to judge: seconds since 1970-01-01T00:00:00Z.
    pub judged_at: i64,
}

/// One endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The reference of its entry.
    pub r#ref: String,
    /// The entry.
    pub entry: TlsEndpoint,
    /// Why its host has no addresses to try.
    pub lookup_failure: Option<Failure>,
    /// How many addresses were left out.
    pub addresses_left_out: usize,
    /// Each address.
    pub addresses: Vec<Address>,
}

/// One address of an endpoint.
#[derive(Debug, Clone)]
pub struct Address {
    /// The address.
    pub address: IpAddr,
    /// What TLS agreed on.
    pub agreed: Option<Agreed>,
    /// The certificate that was shown, where it can be read.
    pub shown: Option<Shown>,
    /// Whether the server named dialback before TLS.
    pub dialback: Option<bool>,
    /// What kept the probe from a handshake.
    pub trouble: Option<Trouble>,
    /// The same in words.
    pub why: String,
    /// The fault behind a connection that could not be made.
    pub unreachable: Option<String>,
}

impl Case {
    /// The case that an observation makes, under these terms and for this
    /// moment.
    pub fn new(observation: &Observation, terms: &Terms, judged_at: i64) -> Self {
        let attempts = attempts(observation);
        let chains = Chains::new(&observation.certificates, terms, judged_at);
        let endpoints = observation.endpoints.iter();
        Self {
            endpoints: endpoints
                .map(|(reference, facts)| endpoint(reference, facts, &chains, &attempts))
                .collect(),
            unreadable: observation.unreadable.clone(),
            left_out: observation.left_out,
            thresholds: terms.thresholds,
            has_own_roots: !terms.roots.is_empty(),
            judged_at,
        }
    }
}

impl checker_kit::rule::Case for Case {
    type Part = Infallible;
}

impl Endpoint {
    /// Whether the dialect is spoken here, so that the endpoint was looked at.
    pub fn is_spoken(&self) -> bool {
        is_spoken(&self.entry.starttls)
    }

    /// Whether servers call each other there.
    pub fn is_for_servers(&self) -> bool {
        names::sides(&self.entry, None).contains(&Side::Server)
    }

    /// Whether there was a handshake at some address.
    pub fn is_secured(&self) -> bool {
        self.addresses
            .iter()
            .any(|address| address.agreed.is_some())
    }

    /// The certificates that can be read, one for each address.
    pub fn shown(&self) -> impl Iterator<Item = &Shown> {
        self.addresses
            .iter()
            .filter_map(|address| address.shown.as_ref())
    }
}

impl Address {
    /// Whether the server accepted the connection.
    pub fn is_connected(&self) -> bool {
        self.agreed.is_some() || self.trouble.as_ref().is_some_and(Trouble::is_after_connect)
    }
}

fn endpoint(
    reference: &str,
    facts: &EndpointFacts,
    chains: &Chains<'_>,
    attempts: &Attempts,
) -> Endpoint {
    let mut chains = chains.of_endpoint();
    let addresses = facts.addresses.iter().map(|seen| {
        let trouble = Trouble::of(seen);
        let remote = SocketAddr::new(seen.address, facts.entry.port);
        Address {
            address: seen.address,
            agreed: seen.agreed.clone(),
            shown: seen
                .agreed
                .as_ref()
                .and_then(|agreed| chains.shown(&seen.chain, &facts.entry, agreed.alpn.as_deref())),
            dialback: seen.dialback,
            why: seen
                .failure
                .as_ref()
                .map_or_else(String::new, |failure| failure.message.clone()),
            unreachable: (trouble == Some(Trouble::Unreachable))
                .then(|| attempts.cause(&facts.entry.host, remote)),
            trouble,
        }
    });
    Endpoint {
        r#ref: reference.to_owned(),
        entry: facts.entry.clone(),
        lookup_failure: facts.lookup_failure,
        addresses_left_out: facts.addresses_left_out,
        addresses: addresses.collect(),
    }
}

/// All attempts to connect that say something about the peer.
fn attempts(observation: &Observation) -> Attempts {
    let attempts = observation.endpoints.values().flat_map(|endpoint| {
        let addresses = endpoint.addresses.iter();
        addresses.filter_map(|seen| {
            Some(Attempt {
                host: endpoint.entry.host.clone(),
                remote: SocketAddr::new(seen.address, endpoint.entry.port),
                connected: connected(seen)?,
            })
        })
    });
    Attempts::new(attempts)
}

/// `None` where nothing was learnt about the peer.
fn connected(seen: &AddressFacts) -> Option<bool> {
    match Trouble::of(seen) {
        None => Some(true),
        Some(Trouble::Unreachable) => Some(false),
        Some(trouble) if trouble.is_after_connect() => Some(true),
        Some(_) => None,
    }
}
