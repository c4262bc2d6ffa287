//! Looks at a deployment: one task, everything that can be at once is.
//!
//! The SRV names are asked for together; each target's address lookups start
//! as soon as the answers are in, and each endpoint is probed as soon as its
//! address is known, so that nothing slow holds up anything else.

pub mod discovery;
mod endpoint;
mod entries;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use checker_kit::clock::{self, Mark};
use checker_kit::contract::{Entry, ErrorCode, RuleSwitch};
use checker_kit::dns::{RecordType, lookup};
use checker_kit::gate::{CONNECTIONS_PER_ADDRESS, Gate};
use checker_kit::tls::Config;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;
use checker_stream::transcript::Transcript;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::observation::{
    AddressLookup, Endpoint, HostLookup, LeftOut, LookupStatus, Observation, Origin, SCHEMA,
    Service,
};
use crate::settings::Settings;
use discovery::Candidate;

pub(crate) use endpoint::is_private;

/// How long one round of DNS lookups may take.
const DNS_TIMEOUT: Duration = Duration::from_secs(8);
/// The most addresses taken of one name and family.
const MAX_ADDRESSES: usize = 8;
/// The most endpoints probed.
const MAX_ENDPOINTS: usize = 64;
/// Collects the observation and the entries of a domain.
pub async fn collect(
    options: &str,
    switches: &[RuleSwitch],
) -> Result<(Observation, Vec<Entry>), ErrorCode> {
    let settings = Settings::parse(options, switches)?;
    // No rule here rests on the handshake's signature; the TLS checker's do.
    let config = Config::new()
        .map_err(|error| ErrorCode::Other(Some(error.to_string())))?
        .without_signatures();
    let started_at_seconds = clock::wall_seconds();
    let started = Mark::now();

    let services = discovery::lookup_services(&settings, started.plus(DNS_TIMEOUT)).await;
    let plan = discovery::plan(&settings, &services);
    let work = Work {
        settings: &settings,
        config: &config,
        shares: Shares::new(&settings, &plan.hosts),
        addresses: RefCell::default(),
        claimed: RefCell::default(),
        endpoints: RefCell::default(),
        skipped: RefCell::default(),
        gate: Gate::new(CONNECTIONS_PER_ADDRESS),
        // Endpoints that wait for their turn at a crowded address give up
        // then, so that a collection ends within three timeouts and the DNS.
        last_start: Mark::now().plus(DNS_TIMEOUT + settings.timeout * 2),
    };
    work.run(&plan.hosts).await;

    let mut left_out = plan.left_out;
    left_out.extend(work.left_out());
    let hosts = work.hosts(&plan.hosts);
    let endpoints = work.into_endpoints(&plan.hosts, &hosts);
    let targets = entries::targets(&endpoints);
    let entries = entries::publish(&settings.domain, &targets);
    let observation = Observation {
        schema: SCHEMA,
        mode: settings.mode,
        timeout_seconds: settings.timeout.as_secs_f64(),
        from: settings.from,
        domain: settings.domain,
        started_at: clock::rfc3339(started_at_seconds).unwrap_or_default(),
        started_at_seconds,
        duration_micros: Mark::now().micros_since(started),
        services,
        fallback: plan.fallback,
        hosts,
        endpoints,
        targets,
        left_out,
    };
    Ok((observation, entries))
}

/// What makes an endpoint one of its own.
type Key = (Side, Method, IpAddr, u16);

/// The shared state of all that goes on at once.
struct Work<'a> {
    settings: &'a Settings,
    config: &'a Config,
    shares: Shares,
    addresses: RefCell<BTreeMap<(String, bool), AddressLookup>>,
    claimed: RefCell<BTreeSet<Key>>,
    endpoints: RefCell<BTreeMap<Key, Endpoint>>,
    skipped: RefCell<BTreeMap<&'static str, (usize, usize)>>,
    gate: Gate,
    last_start: Mark,
}

/// How many endpoints each side may have behind one family of one host: the
/// bound shared out beforehand, so that what is left out does not depend on
/// whose DNS answers first, and no side or host keeps another out.
struct Shares(BTreeMap<Side, usize>);

impl Shares {
    fn new(settings: &Settings, hosts: &BTreeMap<String, Vec<Candidate>>) -> Self {
        let sides = [Side::Client, Side::Server];
        let wanted = sides
            .iter()
            .filter(|side| settings.mode.covers(**side))
            .count();
        let bound = MAX_ENDPOINTS / wanted.max(1);
        let share = |side: Side| {
            let of_side = |candidates: &&Vec<Candidate>| {
                candidates.iter().any(|candidate| candidate.side == side)
            };
            let hosts = hosts.values().filter(of_side).count();
            (bound / (2 * hosts.max(1))).max(1)
        };
        Self(sides.into_iter().map(|side| (side, share(side))).collect())
    }

    fn of(&self, side: Side) -> usize {
        self.0.get(&side).copied().unwrap_or_default()
    }
}

impl Work<'_> {
    async fn run(&self, hosts: &BTreeMap<String, Vec<Candidate>>) {
        let mut families = FuturesUnordered::new();
        for (host, candidates) in hosts {
            for v6 in [false, true] {
                families.push(self.follow(host, candidates, v6));
            }
        }
        while families.next().await.is_some() {}
    }

    /// From a name to the endpoints behind its addresses of one family.
    async fn follow(&self, host: &str, candidates: &[Candidate], v6: bool) {
        let answer = self.resolve(host, v6).await;
        let mut probes = FuturesUnordered::new();
        let mut taken: BTreeMap<Side, usize> = BTreeMap::new();
        for address in &answer.addresses {
            for candidate in candidates {
                let taken = taken.entry(candidate.side).or_default();
                if *taken >= self.shares.of(candidate.side) {
                    self.skip("endpoints", 1, MAX_ENDPOINTS);
                    continue;
                }
                *taken += 1;
                let key = (candidate.side, candidate.method, *address, candidate.port);
                if self.claimed.borrow_mut().insert(key) {
                    probes.push(self.probe(key, candidate.legacy));
                }
            }
        }
        self.addresses
            .borrow_mut()
            .insert((host.to_owned(), v6), answer);
        while probes.next().await.is_some() {}
    }

    async fn resolve(&self, host: &str, v6: bool) -> AddressLookup {
        let record_type = if v6 { RecordType::AAAA } else { RecordType::A };
        let deadline = Mark::now().plus(DNS_TIMEOUT);
        let mut answer = discovery::address_lookup(lookup(host, record_type, deadline).await);
        if answer.addresses.len() > MAX_ADDRESSES {
            self.skip(
                "addresses",
                answer.addresses.len() - MAX_ADDRESSES,
                MAX_ADDRESSES,
            );
            answer.addresses.truncate(MAX_ADDRESSES);
        }
        answer
    }

    async fn probe(&self, key: Key, legacy: bool) {
        let (side, method, address, port) = key;
        let remote = SocketAddr::new(address, port);
        let endpoint = match self.gate.enter(address, self.last_start).await {
            Some(_pass) => {
                endpoint::visit(self.settings, self.config, remote, side, method, legacy).await
            }
            None => endpoint::unvisited(remote, side, method, no_turn()),
        };
        self.endpoints.borrow_mut().insert(key, endpoint);
    }

    fn skip(&self, what: &'static str, count: usize, bound: usize) {
        let mut skipped = self.skipped.borrow_mut();
        let entry = skipped.entry(what).or_insert((0, bound));
        entry.0 += count;
    }

    fn left_out(&self) -> Vec<LeftOut> {
        let skipped = self.skipped.borrow();
        let items = skipped.iter().map(|(what, (count, bound))| LeftOut {
            what: (*what).to_owned(),
            count: *count,
            bound: *bound,
        });
        items.collect()
    }

    fn hosts(&self, planned: &BTreeMap<String, Vec<Candidate>>) -> Vec<HostLookup> {
        let addresses = self.addresses.borrow();
        let of = |name: &String, v6| {
            let found = addresses.get(&(name.clone(), v6)).cloned();
            found.unwrap_or(AddressLookup {
                status: LookupStatus::NoData,
                authentic: false,
                aliases: Vec::new(),
                addresses: Vec::new(),
            })
        };
        let lookups = planned.keys().map(|name| HostLookup {
            name: name.clone(),
            a: of(name, false),
            aaaa: of(name, true),
        });
        lookups.collect()
    }

    /// The endpoints with all records that lead to them, in the order of use.
    fn into_endpoints(
        self,
        planned: &BTreeMap<String, Vec<Candidate>>,
        hosts: &[HostLookup],
    ) -> Vec<Endpoint> {
        let mut endpoints = self.endpoints.into_inner();
        for host in hosts {
            for candidate in planned.get(&host.name).into_iter().flatten() {
                for address in host.addresses() {
                    let key = (candidate.side, candidate.method, address, candidate.port);
                    if let Some(endpoint) = endpoints.get_mut(&key) {
                        endpoint.origins.push(Origin {
                            host: host.name.clone(),
                            ..candidate.origin.clone()
                        });
                    }
                }
            }
        }
        let mut endpoints: Vec<Endpoint> = endpoints.into_values().collect();
        for endpoint in &mut endpoints {
            endpoint.origins.sort();
            endpoint.origins.dedup();
        }
        endpoints.sort_by_key(rank);
        endpoints
    }
}

/// The order in which endpoints are tried: by side, then by priority over both
/// services together (XEP-0368 §3), the heavier weight first, direct TLS first
/// where nothing else tells them apart, IPv6 before IPv4 (RFC 6724 §2.1).
fn rank(endpoint: &Endpoint) -> impl Ord + use<> {
    let first = endpoint.origins.first();
    (
        endpoint.side,
        first.is_some_and(|origin| origin.service == Some(Service::Jabber)),
        first.map_or(0, |origin| origin.priority),
        std::cmp::Reverse(first.map_or(0, |origin| origin.weight)),
        std::cmp::Reverse(endpoint.method),
        first.map(|origin| origin.host.clone()),
        endpoint.port,
        endpoint.address.is_ipv4(),
        endpoint.address,
    )
}

fn no_turn() -> Transcript {
    Transcript {
        failure: Some(ProbeFailure::new(
            Step::Connect,
            FailureCause::Tcp(checker_kit::tcp::TcpError::Limit),
        )),
        ..Transcript::default()
    }
}
