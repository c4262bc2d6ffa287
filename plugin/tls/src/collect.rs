//! Probes every address of every endpoint, all at once, and writes down what
//! is seen without judging it.

mod addresses;
mod keep;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use checker_kit::clock::Mark;
use checker_kit::contract::ErrorCode;
use checker_kit::dns;
use checker_kit::gate::{CONNECTIONS_PER_ADDRESS, Gate};
use checker_kit::shared::sender::DEFAULT_FROM;
use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_kit::tls::{Config, TlsFacts};
use checker_stream::method::Method;
use checker_stream::probe::probe;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::transcript::Probe;
use futures_util::future::join_all;

use crate::observation::{AddressFacts, Agreed, ChainFacts, EndpointFacts, Observation};
use crate::settings::Settings;
use addresses::{Addresses, resolve};
use keep::Keeper;

/// Looks at all endpoints; what others are to read is not filled in yet.
///
/// # Errors
///
/// Where TLS cannot be spoken at all.
pub async fn observe(settings: &Settings) -> Result<Observation, ErrorCode> {
    let config = Config::new().map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
    let work = Work {
        settings,
        config: &config,
        gate: Gate::new(CONNECTIONS_PER_ADDRESS),
        last_start: Mark::now().plus(dns::TIMEOUT + settings.queueing()),
    };
    let seen = join_all(by_host(settings).into_iter().map(|(host, endpoints)| {
        let work = &work;
        async move { work.host(host, endpoints).await }
    }))
    .await;
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
    } in seen.into_iter().flatten()
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
    probes: Vec<(IpAddr, Option<Probe>)>,
}

struct Work<'a> {
    settings: &'a Settings,
    config: &'a Config,
    gate: Gate,
    last_start: Mark,
}

impl Work<'_> {
    async fn host<'a>(
        &self,
        host: &str,
        endpoints: Vec<(&'a str, &'a TlsEndpoint)>,
    ) -> Vec<Seen<'a>> {
        // Where nothing would be connected to, nothing is looked up.
        let spoken = endpoints.iter().any(|(_, entry)| opening(entry).is_some());
        let addresses = match spoken {
            true => resolve(host).await,
            false => Addresses::default(),
        };
        join_all(endpoints.into_iter().map(async |(reference, entry)| {
            let probes = match opening(entry) {
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
    ) -> Vec<(IpAddr, Option<Probe>)> {
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
    ) -> Option<Probe> {
        let _pass = self.gate.enter(remote.ip(), self.last_start).await?;
        let alpn: Vec<&str> = entry.alpn.iter().map(String::as_str).collect();
        let session = SessionConfig {
            side: opening.side,
            method: opening.method,
            depth: Depth::Tls,
            sni: entry.name(),
            to: entry.name(),
            from: match opening.side {
                Side::Client => None,
                Side::Server => Some(DEFAULT_FROM),
            },
            alpn: &alpn,
            tls: self.config,
        };
        let deadline = Mark::now().plus(self.settings.timeout);
        Some(probe(remote, session, deadline).await)
    }
}

/// How a connection is begun.
#[derive(Debug, Clone, Copy)]
struct Opening {
    /// Of no account with direct TLS: nothing is said under it.
    side: Side,
    method: Method,
}

/// `None` for a dialect that is not spoken here.
fn opening(entry: &TlsEndpoint) -> Option<Opening> {
    let (side, method) = match entry.starttls {
        Dialect::DirectTls => (Side::Client, Method::DirectTls),
        Dialect::XmppClient => (Side::Client, Method::StartTls),
        Dialect::XmppServer => (Side::Server, Method::StartTls),
        Dialect::Other(_) => return None,
    };
    Some(Opening { side, method })
}

fn facts(address: IpAddr, probe: Option<Probe>, keeper: &mut Keeper<'_>) -> AddressFacts {
    let Some(Probe { transcript, chain }) = probe else {
        return AddressFacts {
            address,
            agreed: None,
            chain: ChainFacts::default(),
            dialback: None,
            failure: None,
            out_of_time: true,
        };
    };
    AddressFacts {
        address,
        agreed: transcript.tls.map(agreed),
        chain: keeper.keep(&chain),
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
