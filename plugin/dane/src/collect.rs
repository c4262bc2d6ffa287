//! Looks TLSA records up, and goes where there are some that count.

use std::collections::BTreeMap;
use std::net::IpAddr;

use checker_kit::address::literal;
use checker_kit::clock::Mark;
use checker_kit::contract::ErrorCode;
use checker_kit::dns::{self, LookupStatus, Outcome, RData, RecordType};
use checker_kit::shared::cause::folded;
use checker_kit::shared::tls_endpoint::TlsEndpoint;
use checker_kit::tls::Config;
use checker_stream::endpoints::{Keeper, Seen, Times, Visitor, visit_all};
use checker_stream::open::Opened;
use futures_util::future::join_all;

use crate::observation::{AddressFacts, EndpointFacts, Observation, Record, TlsaLookup};
use crate::settings::Settings;

/// The most records of one name.
const MAX_RECORDS: usize = 32;

/// Looks at all endpoints; what others are to read is not filled in yet.
///
/// # Errors
///
/// Where TLS cannot be spoken at all.
pub async fn observe(settings: &Settings) -> Result<Observation, ErrorCode> {
    let begun = Mark::now();
    let end = begun.plus(settings.times.whole);
    let entries = &settings.entries;
    let mut observation = Observation {
        endpoints: lookups(settings, begun.plus(dns::TIMEOUT).min(end)).await,
        unreadable: entries.unreadable.clone(),
        left_out: entries.left_out,
        ..Observation::default()
    };
    observation.validating = validating(&observation, end).await;
    let counting: Vec<(&str, &TlsEndpoint)> = entries
        .iter()
        .filter(|(reference, _)| observation.endpoints.get(*reference).is_some_and(counts))
        .collect();
    if counting.is_empty() {
        return Ok(observation);
    }
    // Whether a server owns its key is another checker's subject.
    let config = Config::new().map_err(|error| ErrorCode::Other(Some(error.to_string())))?;
    let config = config.without_signatures();
    let visitor = Visitor {
        config: &config,
        from: &settings.from,
    };
    let now = Mark::now();
    let spent = std::time::Duration::from_micros(now.micros_since(begun));
    let times = Times {
        whole: settings.times.whole.saturating_sub(spent),
        ..settings.times
    };
    for seen in visit_all(counting.into_iter(), times, visitor, now).await {
        keep(seen, &mut observation);
    }
    Ok(observation)
}

/// Whether peers go by the records: only what is authenticated counts
/// (RFC 6698 §4.1).
fn counts(facts: &EndpointFacts) -> bool {
    let lookup = facts.lookup.as_ref();
    lookup.is_some_and(|lookup| lookup.is_found() && lookup.authentic)
}

/// The records of each endpoint.
async fn lookups(settings: &Settings, deadline: Mark) -> BTreeMap<String, EndpointFacts> {
    let lookups = settings.entries.iter().map(async |(reference, entry)| {
        let facts = EndpointFacts {
            entry: entry.clone(),
            lookup: match owner(entry) {
                Some(owner) => Some(lookup(owner, deadline).await),
                None => None,
            },
            addresses_authentic: None,
            addresses: Vec::new(),
        };
        (reference.to_owned(), facts)
    });
    join_all(lookups).await.into_iter().collect()
}

/// RFC 7673 §3.2: the base domain is the host that the SRV record names.
fn owner(entry: &TlsEndpoint) -> Option<String> {
    let is_name = literal(&entry.host).is_none();
    is_name.then(|| format!("_{}._tcp.{}", entry.port, folded(&entry.host)))
}

async fn lookup(owner: String, deadline: Mark) -> TlsaLookup {
    let answer = dns::lookup(&owner, RecordType::TLSA, deadline).await;
    let status = LookupStatus::from(&answer.outcome);
    let mut records: Vec<Record> = match answer.outcome {
        Outcome::Found(data) => data.iter().filter_map(record).take(MAX_RECORDS).collect(),
        Outcome::NoData | Outcome::NoName | Outcome::Failed(_) => Vec::new(),
    };
    records.sort();
    records.dedup();
    TlsaLookup {
        owner,
        status,
        authentic: answer.authentic,
        records,
    }
}

fn record(data: &RData) -> Option<Record> {
    match data {
        RData::TLSA(tlsa) => Some(Record::from(tlsa)),
        _ => None,
    }
}

/// Whether the resolver validates at all. Where no answer says so, and some
/// records would count if one did, the root is asked for: it is signed.
async fn validating(observation: &Observation, end: Mark) -> Option<bool> {
    let endpoints = || observation.endpoints.values();
    let answers = || endpoints().filter_map(|facts| facts.lookup.as_ref());
    let told = endpoints().any(|facts| facts.entry.authentic == Some(true));
    if told || answers().any(|lookup| lookup.authentic) {
        return Some(true);
    }
    if !answers().any(TlsaLookup::is_found) {
        return None;
    }
    let deadline = Mark::now().plus(dns::TIMEOUT).min(end);
    let root = dns::lookup("", RecordType::SOA, deadline).await;
    Some(root.authentic)
}

fn keep(seen: Seen<'_>, observation: &mut Observation) {
    let mut keeper = Keeper::new(&mut observation.certificates);
    let Some(facts) = observation.endpoints.get_mut(seen.reference) else {
        return;
    };
    facts.addresses_authentic = Some(seen.addresses.authentic);
    let visits = seen.visits.into_iter();
    facts.addresses = visits
        .map(|(address, visit)| at_address(address, visit.as_ref(), &mut keeper))
        .collect();
}

fn at_address(address: IpAddr, visit: Option<&Opened>, keeper: &mut Keeper<'_>) -> AddressFacts {
    let failure = match visit {
        None => Some("the time of the whole check was up before".to_owned()),
        Some(opened) => opened
            .last()
            .failure
            .as_ref()
            .map(|one| one.message.clone()),
    };
    AddressFacts {
        address,
        chain: visit
            .map(|opened| keeper.keep(&opened.chain))
            .unwrap_or_default(),
        failure,
    }
}
