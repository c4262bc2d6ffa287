//! Probes every address of every endpoint, all at once, and writes down what
//! is seen without judging it.

mod addresses;
mod again;
mod keep;
mod visit;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use checker_kit::clock::Mark;
use checker_kit::contract::ErrorCode;
use checker_kit::dns;
use checker_kit::gate::{CONNECTIONS_PER_ADDRESS, Gate};
use checker_kit::shared::tls_endpoint::TlsEndpoint;
use checker_kit::tls::{Config, TlsFacts};
use checker_stream::open::Opened;
use futures_util::future::join_all;

use crate::observation::{AddressFacts, Agreed, ChainFacts, EndpointFacts, Observation};
use crate::settings::Settings;
use addresses::{Addresses, resolve};
use again::{Refused, again, speaks};
use keep::Keeper;
use visit::{Opening, Visitor, visit};

/// Looks at all endpoints; what others are to read is not filled in yet.
///
/// # Errors
///
/// Where TLS cannot be spoken at all.
pub async fn observe(settings: &Settings) -> Result<Observation, ErrorCode> {
    let config = Config::new().map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
    let visitor = Visitor {
        config: &config,
        from: &settings.from,
    };
    let begun = Mark::now();
    let end = begun.plus(settings.whole);
    let work = Work {
        settings,
        visitor,
        gate: Gate::new(CONNECTIONS_PER_ADDRESS),
        last_start: begun.plus(dns::TIMEOUT + settings.queueing()).min(end),
        end,
    };
    let seen = join_all(by_host(settings).into_iter().map(|(host, endpoints)| {
        let work = &work;
        async move { work.host(host, endpoints).await }
    }))
    .await;
    let mut seen: Vec<Seen<'_>> = seen.into_iter().flatten().collect();
    let answering: BTreeSet<IpAddr> = seen.iter().flat_map(Seen::answering).collect();
    let refused = seen.iter_mut().flat_map(Seen::refused).collect();
    again(refused, &answering, settings, visitor, end).await;
    let mut observation = Observation {
        unreadable: settings.unreadable.clone(),
        left_out: settings.left_out,
        ..Observation::default()
    };
    for Seen {
        reference,
        entry,
        addresses,
        probes,
    } in seen
    {
        let mut keeper = Keeper::new(&mut observation.certificates);
        let probes = probes.into_iter();
        let facts = EndpointFacts {
            entry: entry.clone(),
            lookup_failure: addresses.failure,
            addresses_left_out: addresses.left_out,
            addresses: probes
                .map(|(address, probe)| facts(address, probe, &mut keeper))
                .collect(),
        };
        observation.endpoints.insert(reference.to_owned(), facts);
    }
    Ok(observation)
}

/// The endpoints of each host, which share its lookup.
fn by_host(settings: &Settings) -> BTreeMap<&str, Vec<(&str, &TlsEndpoint)>> {
    let mut hosts: BTreeMap<&str, Vec<(&str, &TlsEndpoint)>> = BTreeMap::new();
    for (reference, endpoint) in &settings.endpoints {
        let of_host = hosts.entry(&endpoint.host).or_default();
        of_host.push((reference, endpoint));
    }
    hosts
}

/// What the probes of one endpoint brought.
struct Seen<'a> {
    reference: &'a str,
    entry: &'a TlsEndpoint,
    addresses: Addresses,
    /// Each address; without a probe where its turn did not come.
    probes: Vec<(IpAddr, Option<Opened>)>,
}

impl Seen<'_> {
    /// The addresses where the server took the connection.
    fn answering(&self) -> impl Iterator<Item = IpAddr> {
        let probes = self.probes.iter();
        let speaking = |opened: &Option<Opened>| opened.as_ref().is_some_and(speaks);
        probes.filter_map(move |(address, opened)| speaking(opened).then_some(*address))
    }

    fn refused(&mut self) -> impl Iterator<Item = Refused<'_>> {
        let probes = self.probes.iter_mut();
        probes.filter_map(|(address, opened)| Refused::of(self.entry, *address, opened.as_mut()?))
    }
}

struct Work<'a> {
    settings: &'a Settings,
    visitor: Visitor<'a>,
    gate: Gate,
    last_start: Mark,
    end: Mark,
}

impl Work<'_> {
    async fn host<'a>(
        &self,
        host: &str,
        endpoints: Vec<(&'a str, &'a TlsEndpoint)>,
    ) -> Vec<Seen<'a>> {
        // Where nothing would be connected to, nothing is looked up.
        let spoken = endpoints
            .iter()
            .any(|(_, entry)| Opening::of(entry).is_some());
        let addresses = match spoken {
            true => resolve(host, self.end).await,
            false => Addresses::default(),
        };
        join_all(endpoints.into_iter().map(async |(reference, entry)| {
            let probes = match Opening::of(entry) {
                Some(opening) => self.endpoint(entry, opening, &addresses.found).await,
                None => Vec::new(),
            };
            Seen {
                reference,
                entry,
                addresses: addresses.clone(),
                probes,
            }
        }))
        .await
    }

    async fn endpoint(
        &self,
        entry: &TlsEndpoint,
        opening: Opening,
        addresses: &[IpAddr],
    ) -> Vec<(IpAddr, Option<Opened>)> {
        let probes = addresses.iter().map(async |address| {
            let remote = SocketAddr::new(*address, entry.port);
            (*address, self.address(entry, opening, remote).await)
        });
        join_all(probes).await
    }

    /// `None` where its turn does not come in time.
    async fn address(
        &self,
        entry: &TlsEndpoint,
        opening: Opening,
        remote: SocketAddr,
    ) -> Option<Opened> {
        let _pass = self.gate.enter(remote.ip(), self.last_start).await?;
        let own = Mark::now().plus(self.settings.timeout);
        let opened = visit(self.visitor, entry, opening, remote, own.min(self.end)).await;
        let cut_short = own > self.end && opened.last().timed_out();
        (!cut_short).then_some(opened)
    }
}

fn facts(address: IpAddr, probe: Option<Opened>, keeper: &mut Keeper<'_>) -> AddressFacts {
    let Some(opened) = probe else {
        return AddressFacts {
            address,
            agreed: None,
            chain: ChainFacts::default(),
            dialback: None,
            failure: None,
            out_of_time: true,
        };
    };
    let transcript = opened.last().clone();
    AddressFacts {
        address,
        agreed: transcript.tls.map(agreed),
        chain: keeper.keep(&opened.chain),
        dialback: transcript.header_before_tls.map(|header| header.dialback),
        failure: transcript.failure,
        out_of_time: false,
    }
}

fn agreed(tls: TlsFacts) -> Agreed {
    Agreed {
        version: tls.version,
        cipher_suite: tls.cipher_suite,
        group: tls.group,
        alpn: tls.alpn,
        signature_scheme: tls.signature_scheme,
        signature: tls.signature,
    }
}
