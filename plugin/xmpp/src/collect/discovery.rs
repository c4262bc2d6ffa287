//! From the domain to the hosts to look up and what to try on each.

use std::collections::BTreeMap;

use checker_kit::clock::Mark;
use checker_kit::dns::{Answer, Outcome, RecordType, lookup};
use checker_stream::method::Method;
use checker_stream::side::Side;
use futures_util::future::join_all;
use hickory_proto::rr::RData;

use crate::domain::is_ip_literal;
use crate::observation::{
    AddressLookup, LeftOut, LookupStatus, Origin, Service, SrvLookup, SrvRecord,
};
use crate::settings::Settings;

/// The most records taken of one service.
const MAX_RECORDS: usize = 32;
/// The most names whose addresses are looked up.
const MAX_HOSTS: usize = 32;

/// Something to try on every address of a host.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The side that is expected there.
    pub side: Side,
    /// How TLS begins there.
    pub method: Method,
    /// The port.
    pub port: u16,
    /// Whether the record does not tell the side (`_jabber`).
    pub legacy: bool,
    /// The record, its host still to be filled in.
    pub origin: Origin,
}

/// What is to be done.
pub struct Plan {
    /// What to try on each host.
    pub hosts: BTreeMap<String, Vec<Candidate>>,
    /// The sides that are looked for without SRV records.
    pub fallback: Vec<Side>,
    /// What there was too much of.
    pub left_out: Vec<LeftOut>,
}

/// Asks for all services of the sides that are looked at, at once.
pub(super) async fn lookup_services(settings: &Settings, deadline: Mark) -> Vec<SrvLookup> {
    let wanted = Service::ALL
        .into_iter()
        .filter(|service| match service.side() {
            Some(side) => settings.mode.covers(side),
            None => settings.mode != crate::settings::Mode::None,
        });
    join_all(wanted.map(async |service| {
        let name = format!("{}.{}", service.labels(), settings.domain.ascii);
        srv_lookup(service, lookup(&name, RecordType::SRV, deadline).await)
    }))
    .await
}

/// Decides which hosts to look up and what to try there.
pub fn plan(settings: &Settings, services: &[SrvLookup]) -> Plan {
    let mut plan = Plan {
        hosts: BTreeMap::new(),
        fallback: Vec::new(),
        left_out: Vec::new(),
    };
    let records: Vec<Vec<&SrvRecord>> =
        services.iter().map(|lookup| plan.bounded(lookup)).collect();
    // In turns, so that no service, however many records it has, keeps the
    // hosts of another out.
    for turn in 0..MAX_RECORDS {
        for (lookup, records) in services.iter().zip(&records) {
            if let Some(record) = records.get(turn) {
                plan.add_record(settings, lookup.service, record);
            }
        }
    }
    for side in [Side::Client, Side::Server] {
        if settings.mode.covers(side) && falls_back(side, services) {
            plan.fallback.push(side);
            plan.add(
                &settings.domain.ascii,
                Candidate {
                    side,
                    method: Method::StartTls,
                    port: side.default_port(),
                    legacy: false,
                    origin: origin(None, 0, 0),
                },
            );
        }
    }
    plan
}

impl Plan {
    /// The records of a service, cut to the bound.
    fn bounded<'a>(&mut self, lookup: &'a SrvLookup) -> Vec<&'a SrvRecord> {
        let mut records: Vec<&SrvRecord> = lookup.real().collect();
        if records.len() > MAX_RECORDS {
            self.left_out.push(LeftOut {
                what: format!("SRV records of {}", lookup.service.labels()),
                count: records.len() - MAX_RECORDS,
                bound: MAX_RECORDS,
            });
        }
        records.truncate(MAX_RECORDS);
        records
    }

    fn add_record(&mut self, settings: &Settings, service: Service, record: &SrvRecord) {
        let side = service.side().unwrap_or_else(|| side_of_port(record.port));
        // RFC 2782: a target is a name; an address is never looked up. Port
        // zero is nothing to connect to.
        if !settings.mode.covers(side) || is_ip_literal(&record.target) || record.port == 0 {
            return;
        }
        self.add(
            &record.target,
            Candidate {
                side,
                method: service.method(),
                port: record.port,
                legacy: service == Service::Jabber,
                origin: origin(Some(service), record.priority, record.weight),
            },
        );
    }

    fn add(&mut self, host: &str, candidate: Candidate) {
        if !self.hosts.contains_key(host) && self.hosts.len() >= MAX_HOSTS {
            match self
                .left_out
                .iter_mut()
                .find(|left| left.what == "SRV targets")
            {
                Some(left) => left.count += 1,
                None => self.left_out.push(LeftOut {
                    what: "SRV targets".into(),
                    count: 1,
                    bound: MAX_HOSTS,
                }),
            }
            return;
        }
        self.hosts
            .entry(host.to_owned())
            .or_default()
            .push(candidate);
    }
}

/// RFC 6120 §3.2.2: only where no SRV record of the side is published.
/// XEP-0368 §3: a `.` on the direct-TLS name counts as published.
fn falls_back(side: Side, services: &[SrvLookup]) -> bool {
    services
        .iter()
        .filter(|lookup| lookup.service.side() == Some(side))
        .all(|lookup| lookup.records.is_empty())
}

fn origin(service: Option<Service>, priority: u16, weight: u16) -> Origin {
    Origin {
        priority,
        weight,
        service,
        host: String::new(),
    }
}

/// `_jabber` was server-to-server before RFC 3920; the port tells otherwise.
fn side_of_port(port: u16) -> Side {
    match port {
        5222 | 5223 => Side::Client,
        _ => Side::Server,
    }
}

/// Reads the answer to one service's question.
pub fn srv_lookup(service: Service, answer: Answer) -> SrvLookup {
    let (status, data) = split(answer.outcome);
    let mut records: Vec<SrvRecord> = data
        .into_iter()
        .filter_map(|data| match data {
            RData::SRV(srv) => Some(SrvRecord {
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: host_name(&srv.target.to_ascii()),
            }),
            _ => None,
        })
        .collect();
    records.sort_by_key(|record| {
        let weight = std::cmp::Reverse(record.weight);
        (record.priority, weight, record.target.clone(), record.port)
    });
    SrvLookup {
        service,
        status,
        authentic: answer.authentic,
        aliases: answer.aliases,
        ttl: answer.ttl,
        records,
    }
}

/// Reads an address lookup.
pub(super) fn address_lookup(answer: Answer) -> AddressLookup {
    let addresses = answer.addresses();
    let (status, _) = split(answer.outcome);
    AddressLookup {
        status,
        authentic: answer.authentic,
        aliases: answer.aliases,
        addresses,
    }
}

fn split(outcome: Outcome) -> (LookupStatus, Vec<RData>) {
    match outcome {
        Outcome::Found(records) => (LookupStatus::Found, records),
        Outcome::NoData => (LookupStatus::NoData, Vec::new()),
        Outcome::NoName => (LookupStatus::NoName, Vec::new()),
        Outcome::Failed(failure) => (LookupStatus::Failed(failure), Vec::new()),
    }
}

/// Lower case without final dot; the root stays `.`.
fn host_name(name: &str) -> String {
    match name {
        "." => ".".to_owned(),
        name => name.trim_end_matches('.').to_ascii_lowercase(),
    }
}
