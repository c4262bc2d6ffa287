//! Probes every address of every endpoint, all at once.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use checker_kit::clock::{Mark, wall_seconds};
use checker_kit::contract::ErrorCode;
use checker_kit::dns::{Answer, Failure as DnsFailure, Outcome, lookup_addresses};
use checker_kit::gate::{CONNECTIONS_PER_ADDRESS, Gate};
use checker_kit::tcp::TcpError;
use checker_kit::tls::{CertificateFacts, Config};
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::method::Method;
use checker_stream::probe::probe;
use checker_stream::session::{Depth, SessionConfig};
use checker_stream::side::Side;
use checker_stream::step::Step;
use futures_util::future::join_all;
use rustls_pki_types::CertificateDer;

use crate::judge::{Anchors, Seen, judge};
use crate::observation::{AddressProbe, Observation, Probe};
use crate::settings::{Endpoint, Settings};

/// How long the DNS lookups may take.
const DNS_TIMEOUT: Duration = Duration::from_secs(8);
/// The most addresses of one host.
const MAX_ADDRESSES: usize = 8;
/// The most certificates of a chain that are recorded.
const MAX_CHAIN: usize = 12;
/// The sender on server-to-server streams (RFC 6761 §6.4).
const FROM: &str = "checker.invalid";

/// Collects the observation.
pub async fn collect(options: &str) -> Result<Observation, ErrorCode> {
    let settings = Settings::parse(options)?;
    let config = Config::new().map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
    let work = Work {
        settings: &settings,
        config: &config,
        anchors: Anchors::new(&settings.roots),
        gate: Gate::new(CONNECTIONS_PER_ADDRESS),
        last_start: Mark::now().plus(DNS_TIMEOUT + settings.timeout * 2),
    };
    // Endpoints of one host share its lookup.
    let mut hosts: BTreeMap<&str, Vec<(&String, &Endpoint)>> = BTreeMap::new();
    for (reference, endpoint) in &settings.endpoints {
        hosts
            .entry(&endpoint.host)
            .or_default()
            .push((reference, endpoint));
    }
    let probes = join_all(
        hosts
            .into_iter()
            .map(|(host, endpoints)| work.host(host, endpoints)),
    )
    .await;
    Ok(Observation {
        probes: probes.into_iter().flatten().collect(),
        left_out: settings.left_out,
    })
}

struct Work<'a> {
    settings: &'a Settings,
    config: &'a Config,
    anchors: Anchors<'a>,
    gate: Gate,
    last_start: Mark,
}

impl Work<'_> {
    async fn host(&self, host: &str, endpoints: Vec<(&String, &Endpoint)>) -> Vec<(String, Probe)> {
        let resolved = resolve(host).await;
        join_all(endpoints.into_iter().map(async |(reference, endpoint)| {
            let probe = self.endpoint(endpoint, &resolved).await;
            (reference.clone(), probe)
        }))
        .await
    }

    async fn endpoint(
        &self,
        endpoint: &Endpoint,
        resolved: &Result<Vec<IpAddr>, DnsFailure>,
    ) -> Probe {
        let mut seen = Seen::default();
        match (endpoint.dialect(), resolved) {
            (Err(_), _) => {}
            (Ok(_), Err(failure)) => seen.unresolved = Some(*failure),
            (Ok(dialect), Ok(addresses)) => {
                let visits = addresses
                    .iter()
                    .map(|address| self.visit(endpoint, dialect, *address));
                let visits: Vec<(AddressProbe, Vec<CertificateDer<'static>>)> =
                    join_all(visits).await;
                seen.addresses = visits;
            }
        }
        judge(endpoint, seen, &self.anchors, wall_seconds())
    }

    async fn visit(
        &self,
        endpoint: &Endpoint,
        dialect: Option<Side>,
        address: IpAddr,
    ) -> (AddressProbe, Vec<CertificateDer<'static>>) {
        let Some(_pass) = self.gate.enter(address, self.last_start).await else {
            let failure = ProbeFailure::new(Step::Connect, FailureCause::Tcp(TcpError::Limit));
            return (failed(address, failure), Vec::new());
        };
        let remote = SocketAddr::new(address, endpoint.port);
        let config = SessionConfig {
            side: dialect.unwrap_or(Side::Client),
            method: match dialect {
                Some(_) => Method::StartTls,
                None => Method::DirectTls,
            },
            depth: Depth::Tls,
            sni: endpoint.name(),
            to: endpoint.name(),
            from: dialect.filter(|side| *side == Side::Server).map(|_| FROM),
            // The entry does not tell the side of a direct-TLS endpoint.
            alpn: &[Side::Client.alpn(), Side::Server.alpn()],
            tls: self.config,
        };
        let deadline = Mark::now().plus(self.settings.timeout);
        let seen = probe(remote, config, deadline).await;
        let tls = seen.transcript.tls;
        let probe = AddressProbe {
            address,
            tls_version: tls.as_ref().map(|tls| tls.version.clone()),
            cipher_suite: tls.as_ref().map(|tls| tls.cipher_suite.clone()),
            alpn: tls.as_ref().and_then(|tls| tls.alpn.clone()),
            signature: tls.as_ref().and_then(|tls| tls.signature),
            chain: seen
                .chain
                .iter()
                .take(MAX_CHAIN)
                .filter_map(|der| CertificateFacts::read(der))
                .collect(),
            failure: seen.transcript.failure,
        };
        (probe, seen.chain)
    }
}

fn failed(address: IpAddr, failure: ProbeFailure) -> AddressProbe {
    AddressProbe {
        address,
        tls_version: None,
        cipher_suite: None,
        alpn: None,
        signature: None,
        chain: Vec::new(),
        failure: Some(failure),
    }
}

/// The addresses of a host, which may be an address itself.
async fn resolve(host: &str) -> Result<Vec<IpAddr>, DnsFailure> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse() {
        return Ok(vec![address]);
    }
    let (a, aaaa) = lookup_addresses(host, Mark::now().plus(DNS_TIMEOUT)).await;
    let found: Vec<IpAddr> = [&a, &aaaa]
        .into_iter()
        .flat_map(|answer| answer.addresses().into_iter().take(MAX_ADDRESSES))
        .collect();
    match (found.is_empty(), failure(&a).or(failure(&aaaa))) {
        (true, Some(failure)) => Err(failure),
        _ => Ok(found),
    }
}

fn failure(answer: &Answer) -> Option<DnsFailure> {
    match answer.outcome {
        Outcome::Failed(failure) => Some(failure),
        Outcome::Found(_) | Outcome::NoData | Outcome::NoName => None,
    }
}
