//! From what was seen to what is wrong: the one place that decides which
//! findings flow from which fault.
//!
//! A rule says what it sees, endpoint by endpoint; what a person has to mend is
//! a [`Fault`]. [`Faults`] names the one behind each lookup, host, endpoint and
//! side, so that findings of several rules get the same `cause`.

mod connections;
mod endpoint;
mod fault;
mod kind;
mod lookups;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use checker_kit::address::AddressClass;
use checker_kit::tcp::TcpError;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;

use crate::observation::{Endpoint, Observation, Service};
use crate::standing::{Standing, lets_in};
use connections::{Attempt, Attempts};

pub use fault::{Fault, ForeignCause};
pub use kind::Kind;

/// What makes an endpoint one of its own.
type Key = (Side, Method, IpAddr, u16);

/// The faults of an observation.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    services: BTreeMap<Service, Fault>,
    hosts: BTreeMap<String, Fault>,
    endpoints: BTreeMap<Key, Fault>,
    sides: BTreeMap<Side, Fault>,
}

impl Faults {
    /// The faults behind what was seen.
    pub fn of(observation: &Observation) -> Self {
        let mut faults = Self::default();
        for lookup in &observation.services {
            let fault = lookups::of_service(observation, lookup);
            faults
                .services
                .extend(fault.map(|fault| (lookup.service, fault)));
        }
        for host in &observation.hosts {
            let fault = lookups::of_host(observation, host);
            faults
                .hosts
                .extend(fault.map(|fault| (host.name.clone(), fault)));
        }
        for side in observation.mode.sides() {
            let fault = lookups::of_side(observation, side);
            faults.sides.extend(fault.map(|fault| (side, fault)));
        }
        let attempts = attempts(observation);
        for endpoint in &observation.endpoints {
            let fault = faults.behind(observation, &attempts, endpoint);
            faults
                .endpoints
                .extend(fault.map(|fault| (key(endpoint), fault)));
        }
        faults
    }

    /// Why the records of a service are not known.
    pub fn service(&self, service: Service) -> Option<&Fault> {
        self.services.get(&service)
    }

    /// Why a host has no address to try.
    pub fn host(&self, name: &str) -> Option<&Fault> {
        self.hosts.get(name)
    }

    /// Why an endpoint does not work, or was not tried.
    pub fn endpoint(&self, endpoint: &Endpoint) -> Option<&Fault> {
        self.endpoints.get(&key(endpoint))
    }

    /// Why nothing leads to a side, or nothing that was published for it.
    pub fn side(&self, side: Side) -> Option<&Fault> {
        self.sides.get(&side)
    }

    /// Why questions were not answered for reasons on the prober's side.
    pub fn local(&self) -> Fault {
        let faults = self.services.values().chain(self.hosts.values());
        let local = |fault: &&Fault| {
            matches!(
                fault.kind,
                Kind::Resolver | Kind::ProberLimit | Kind::ProberResources
            )
        };
        let found = faults.into_iter().find(local);
        found.cloned().unwrap_or(Fault::new(Kind::Resolver))
    }

    /// Endpoints by the fault behind them, in their order; those without a
    /// fault are left out.
    pub fn group<'a>(
        &self,
        endpoints: impl IntoIterator<Item = &'a Endpoint>,
    ) -> Vec<(Fault, Vec<&'a Endpoint>)> {
        let mut groups: Vec<(Fault, Vec<&Endpoint>)> = Vec::new();
        for endpoint in endpoints {
            let Some(fault) = self.endpoint(endpoint) else {
                continue;
            };
            match groups.iter_mut().find(|(known, _)| known == fault) {
                Some((_, members)) => members.push(endpoint),
                None => groups.push((fault.clone(), vec![endpoint])),
            }
        }
        groups
    }

    fn behind(
        &self,
        observation: &Observation,
        attempts: &Attempts<'_>,
        endpoint: &Endpoint,
    ) -> Option<Fault> {
        if let Some(why) = endpoint.not_checked() {
            return Some(endpoint::of_not_checked(endpoint, why));
        }
        let fell_back = endpoint
            .origins
            .iter()
            .all(|origin| origin.service.is_none());
        if fell_back
            && !fallback_works(observation)
            && let Some(fault) = self.side(endpoint.side)
        {
            // Nobody said that a server is there: that nothing answers is not
            // what has to be mended.
            let nothing = endpoint.of_nobody
                || endpoint.last().failure.is_some()
                || endpoint.diagnosis.is_some();
            return nothing.then(|| fault.clone());
        }
        if is_of_nobody(observation, endpoint) {
            // Whatever is there is not what anybody else gets to.
            return Some(Fault::about(Kind::TargetIsPrivate, endpoint.host()));
        }
        if endpoint.diagnosis.is_some() {
            return Some(endpoint::of_record(Kind::WrongService, endpoint));
        }
        match attempt(endpoint) {
            Some(attempt) if !attempt.connected => {
                if is_for_few(observation, endpoint) {
                    // Whoever is elsewhere cannot get there, whatever is at it.
                    return Some(Fault::about(Kind::TargetIsPrivate, endpoint.host()));
                }
                let fault = without_tls(observation, endpoint);
                Some(fault.unwrap_or_else(|| attempts.fault(&attempt)))
            }
            _ => {
                let fault = endpoint::of_conversation(endpoint)?;
                Some(match of_one_address(observation, endpoint, &fault) {
                    true => Fault::about(fault.kind, endpoint.address.to_string()),
                    false => fault,
                })
            }
        }
    }
}

/// Whether the address is everybody's own machine, or none at all, beside
/// others of the domain that mean the same to all.
fn is_of_nobody(observation: &Observation, endpoint: &Endpoint) -> bool {
    endpoint.of_nobody
        || (AddressClass::of(endpoint.address).is_nobodys() && is_for_few(observation, endpoint))
}

/// What is behind a port for direct TLS that is refused where STARTTLS is missing
/// beside it: who has no certificate and key to use opens none (Prosody).
fn without_tls(observation: &Observation, endpoint: &Endpoint) -> Option<Fault> {
    let failure = endpoint.transcript.failure.as_ref()?;
    if endpoint.method != Method::DirectTls || failure.cause != FailureCause::Tcp(TcpError::Refused)
    {
        return None;
    }
    let mut others = observation.side(endpoint.side).filter(|other| {
        other.method == Method::StartTls
            && (other.address, other.host()) == (endpoint.address, endpoint.host())
            && other.not_checked().is_none()
            && other.diagnosis.is_none()
    });
    others.find_map(|other| {
        let fault = endpoint::of_conversation(other)?;
        (fault.kind == Kind::NoStartTls).then_some(fault)
    })
}

/// Whether a server that does not know the domain is at one address of a host
/// whose others lead to one that does.
fn of_one_address(observation: &Observation, endpoint: &Endpoint, fault: &Fault) -> bool {
    let mut others = observation.side(endpoint.side).filter(|other| {
        (other.method, other.port, other.host())
            == (endpoint.method, endpoint.port, endpoint.host())
            && other.address != endpoint.address
    });
    fault.kind == Kind::HostUnknown
        && others.any(|other| {
            matches!(
                Standing::of(other),
                Standing::Usable | Standing::CertificateOnly
            )
        })
}

/// Whether the address means something to few only, beside others of its
/// domain that everybody can get to.
fn is_for_few(observation: &Observation, endpoint: &Endpoint) -> bool {
    let is_global = |address| AddressClass::of(address) == AddressClass::Global;
    let mut others = observation.endpoints.iter();
    !is_global(endpoint.address) && others.any(|other| is_global(other.address))
}

fn key(endpoint: &Endpoint) -> Key {
    (
        endpoint.side,
        endpoint.method,
        endpoint.address,
        endpoint.port,
    )
}

fn attempts(observation: &Observation) -> Attempts<'_> {
    Attempts::new(observation.endpoints.iter().filter_map(attempt))
}

/// The attempt to connect; `None` where there was none.
fn attempt(endpoint: &Endpoint) -> Option<Attempt<'_>> {
    if endpoint.not_checked().is_some() || endpoint.of_nobody {
        return None;
    }
    let failure = endpoint.transcript.failure.as_ref();
    Some(Attempt {
        host: endpoint.host(),
        side: endpoint.side,
        address: endpoint.address,
        port: endpoint.port,
        connected: failure.is_none_or(|failure| failure.step != Step::Connect),
    })
}

/// Whether a server answers at the domain's own address.
fn fallback_works(observation: &Observation) -> bool {
    let fallback: BTreeSet<Side> = observation.fallback.iter().copied().collect();
    let mut endpoints = observation.endpoints.iter();
    endpoints.any(|endpoint| fallback.contains(&endpoint.side) && lets_in(endpoint))
}
