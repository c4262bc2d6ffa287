//! What surveys count: the observation in a flat record.

mod places;

use std::collections::BTreeSet;

use checker_stream::method::Method;
use checker_stream::side::Side;
use checker_stream::step::Step;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::faults::Faults;
use crate::observation::{Endpoint, Service};
use crate::sasl::offered;
use crate::standing::{Standing, refuses_strangers, ways};

/// The JSON Schema of [`Facts`].
pub const SCHEMA: &str = include_str!("../../schemas/facts.schema.json");

/// What was seen of a domain, in numbers and words that can be counted over
/// many. A side that was not looked at is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "facts of the XMPP checker"))]
pub struct Facts {
    /// SRV records for clients with STARTTLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_records: Option<usize>,
    /// SRV records for clients with direct TLS (XEP-0368).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_direct_tls_records: Option<usize>,
    /// SRV records for servers with STARTTLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_records: Option<usize>,
    /// SRV records for servers with direct TLS (XEP-0368).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_direct_tls_records: Option<usize>,
    /// Whether all SRV answers with records were validated by DNSSEC; absent
    /// where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dnssec: Option<bool>,
    /// Hosts whose addresses were looked up.
    pub hosts: usize,
    /// Endpoints: addresses with a port, for each side and way to begin TLS.
    pub endpoints: usize,
    /// Endpoints that completed TLS.
    pub endpoints_up: usize,
    /// Whether a client gets as far as a login, by what its streams showed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_login: Option<bool>,
    /// Whether another server gets as far as authenticating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_authentication: Option<bool>,
    /// Whether some endpoint completed TLS over IPv4.
    pub ipv4: bool,
    /// Whether some endpoint completed TLS over IPv6.
    pub ipv6: bool,
    /// Whether direct TLS for clients works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_direct_tls: Option<bool>,
    /// Whether direct TLS for servers works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_direct_tls: Option<bool>,
    /// Whether every STARTTLS endpoint that answered requires it; absent where
    /// none answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starttls_required: Option<bool>,
    /// The TLS versions that were agreed on: `TLSv1.3`.
    pub tls_versions: Vec<String>,
    /// The cipher suites that were agreed on, by their IANA names.
    pub cipher_suites: Vec<String>,
    /// The SASL mechanisms offered to clients under TLS, the strongest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanisms: Option<Vec<String>>,
    /// Whether SASL2 (XEP-0388) is offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sasl2: Option<bool>,
    /// The channel-binding types that are announced (XEP-0440).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel_bindings: Option<Vec<String>>,
    /// How other servers can authenticate: `dialback`, `EXTERNAL`; and
    /// `certificate` where the server says no more without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_authentication_by: Option<Vec<String>>,
    /// The software of the endpoints that tell: `prosody`, `ejabberd`,
    /// `openfire`, `tigase`, `mongooseim`, `jabberd2`, `other`.
    pub software: Vec<String>,
    /// The types of the certificates' keys with their bits: `ECDSA 256`.
    pub key_types: Vec<String>,
    /// The issuers of the certificates.
    pub issuers: Vec<String>,
    /// The end of the certificate that ends first, in seconds since
    /// 1970-01-01T00:00:00Z.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_not_after_seconds: Option<i64>,
    /// Whether a TLS checker trusts every chain; absent where none looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chains_trusted: Option<bool>,
    /// Whether TLSA records (RFC 7673) match at every host where they apply;
    /// absent where none do, or nobody looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dane: Option<bool>,
    /// The hosts that records lead to, the first eight by name.
    pub targets: Vec<String>,
    /// The networks of the endpoints that completed TLS, the first eight.
    pub networks: Vec<String>,
    /// How long half of the endpoints at most took to connect, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_ms: Option<u64>,
    /// How long half of the TLS handshakes at most took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_ms: Option<u64>,
    /// What was left out for want of budget, as a number of things.
    pub left_out: usize,
    /// The kinds of faults behind lookups and endpoints.
    pub faults: Vec<String>,
}

impl Facts {
    /// The facts of a case.
    pub fn of(case: &Case) -> Self {
        let observation = &case.observation;
        let endpoints: Vec<&Endpoint> = observation
            .endpoints
            .iter()
            .filter(|one| case.mode.covers(one.side))
            .collect();
        let secured: Vec<&Endpoint> = endpoints
            .iter()
            .filter(|endpoint| endpoint.secured())
            .copied()
            .collect();
        let of = |side: Side| secured.iter().filter(move |endpoint| endpoint.side == side);
        let clients = case.mode.covers(Side::Client);
        let servers = case.mode.covers(Side::Server);
        let usable = |side: Side| {
            of(side).any(|one| {
                matches!(
                    Standing::of(one),
                    Standing::Usable | Standing::CertificateOnly
                )
            })
        };
        let tls = || {
            secured
                .iter()
                .filter_map(|endpoint| endpoint.last().tls.as_ref())
        };
        let direct_tls = |side: Side| {
            of(side)
                .any(|one| one.method == Method::DirectTls && Standing::of(one) == Standing::Usable)
        };
        let certificates = || tls().filter_map(|tls| tls.certificate.as_ref());
        let features = || of(Side::Client).filter_map(|endpoint| endpoint.last().features.as_ref());
        Self {
            client_records: records(case, Service::XmppClient),
            client_direct_tls_records: records(case, Service::XmppsClient),
            server_records: records(case, Service::XmppServer),
            server_direct_tls_records: records(case, Service::XmppsServer),
            dnssec: dnssec(case),
            hosts: observation.hosts.len(),
            endpoints: endpoints.len(),
            endpoints_up: secured.len(),
            client_login: clients.then(|| usable(Side::Client)),
            server_authentication: servers.then(|| usable(Side::Server)),
            ipv4: secured.iter().any(|endpoint| endpoint.address.is_ipv4()),
            ipv6: secured.iter().any(|endpoint| endpoint.address.is_ipv6()),
            client_direct_tls: clients.then(|| direct_tls(Side::Client)),
            server_direct_tls: servers.then(|| direct_tls(Side::Server)),
            starttls_required: starttls_required(&endpoints),
            tls_versions: distinct(tls().map(|tls| tls.version.clone())),
            cipher_suites: distinct(tls().map(|tls| tls.cipher_suite.clone())),
            mechanisms: clients.then(|| {
                let mut names: Vec<String> = Vec::new();
                for name in features().flat_map(offered) {
                    if !names.iter().any(|known| known == name) {
                        names.push(name.to_owned());
                    }
                }
                names
            }),
            sasl2: clients.then(|| features().any(|one| !one.sasl2_mechanisms.is_empty())),
            channel_bindings: clients.then(|| {
                distinct(
                    features()
                        .flat_map(|one| one.channel_bindings.clone())
                        .flatten(),
                )
            }),
            server_authentication_by: servers.then(|| {
                distinct(of(Side::Server).flat_map(|endpoint| {
                    let strict = refuses_strangers(endpoint).then_some("certificate");
                    ways(endpoint).into_iter().chain(strict).map(str::to_owned)
                }))
            }),
            software: distinct(endpoints.iter().filter_map(|endpoint| {
                let software = endpoint.software.as_ref()?;
                Some(software.name.word().to_owned())
            })),
            key_types: distinct(
                certificates().map(|one| format!("{} {}", one.key.algorithm, one.key.bits)),
            ),
            issuers: distinct(certificates().map(|one| one.issuer.clone())),
            certificate_not_after_seconds: certificates().map(|one| one.not_after).min(),
            chains_trusted: chains_trusted(case),
            dane: dane(case),
            targets: places::targets(observation),
            networks: places::networks(&secured),
            connect_ms: places::median_ms(&secured, Step::Connect),
            tls_ms: places::median_ms(&secured, Step::Tls),
            left_out: observation.left_out.iter().map(|left| left.count).sum(),
            faults: faults(case, &endpoints),
        }
    }

    /// The record as JSON.
    pub fn to_json(&self) -> String {
        // Strings, numbers and truth values always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn records(case: &Case, service: Service) -> Option<usize> {
    let covered = service.side().is_some_and(|side| case.mode.covers(side));
    let lookup = case.observation.service(service).filter(|_| covered)?;
    lookup.failure().is_none().then(|| lookup.real().count())
}

fn dnssec(case: &Case) -> Option<bool> {
    let services = case.observation.services.iter();
    let found: Vec<bool> = services
        .filter(|lookup| !lookup.records.is_empty())
        .map(|lookup| lookup.authentic)
        .collect();
    (!found.is_empty()).then(|| found.iter().all(|authentic| *authentic))
}

/// RFC 6120 §5.3.1.
fn starttls_required(endpoints: &[&Endpoint]) -> Option<bool> {
    let offers: Vec<bool> = endpoints
        .iter()
        .filter(|one| one.method == Method::StartTls && one.diagnosis.is_none())
        .filter_map(|endpoint| endpoint.transcript.features_before_tls.as_ref())
        .map(|features| features.starttls.is_some_and(|starttls| starttls.mandatory))
        .collect();
    (!offers.is_empty()).then(|| offers.iter().all(|required| *required))
}

fn chains_trusted(case: &Case) -> Option<bool> {
    let judged: Vec<bool> = case
        .tls
        .probes
        .values()
        .filter_map(|probe| probe.chain_valid)
        .collect();
    (!judged.is_empty()).then(|| judged.iter().all(|trusted| *trusted))
}

/// RFC 7673 §3: what is published holds for every server it is published for.
fn dane(case: &Case) -> Option<bool> {
    let probes = case.tls.dane.values();
    let mut applying = probes
        .filter(|probe| probe.applies == Some(true))
        .filter_map(|probe| probe.matches)
        .peekable();
    applying.peek()?;
    Some(applying.all(|matches| matches))
}

fn faults(case: &Case, endpoints: &[&Endpoint]) -> Vec<String> {
    let faults = Faults::of(&case.observation);
    let of_sides = case.mode.sides().filter_map(|side| faults.side(side));
    let of_endpoints = endpoints
        .iter()
        .filter_map(|endpoint| faults.endpoint(endpoint));
    distinct(
        of_sides
            .chain(of_endpoints)
            .map(|fault| fault.kind.word().to_owned()),
    )
}

/// Each once, sorted.
fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let distinct: BTreeSet<String> = items.collect();
    distinct.into_iter().collect()
}

#[cfg(test)]
mod tests;
