//! From SRV records to the hosts to look up and what to try on each.

use std::collections::BTreeMap;

use checker_kit::dns::Failure;
use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::domain::is_ip_literal;
use crate::mode::Mode;
use crate::observation::{LeftOut, LeftOutWhat, Origin, Service, SrvLookup, SrvRecord};
use crate::targets::Targets;

/// The most records taken of one service.
pub const MAX_RECORDS: usize = 32;
/// The most names whose addresses are looked up.
pub const MAX_HOSTS: usize = 32;

/// Something to try on every address of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The side that is expected there.
    pub side: Side,
    /// How TLS begins there.
    pub method: Method,
    /// The port.
    pub port: u16,
    /// The record.
    pub origin: Origin,
}

/// What there is to try.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// By host.
    pub hosts: BTreeMap<String, Vec<Candidate>>,
    /// The sides that are looked for without SRV records.
    pub fallback: Vec<Side>,
    /// What there was too much of.
    pub left_out: Vec<LeftOut>,
}

impl Candidate {
    /// Whether the record does not tell the side.
    pub fn is_legacy(&self) -> bool {
        self.origin.service == Some(Service::Jabber)
    }
}

impl Candidates {
    /// Decides which hosts to look up and what to try there.
    pub fn of(domain: &str, mode: Mode, services: &[SrvLookup]) -> Self {
        let mut candidates = Self::default();
        let records: Vec<Vec<&SrvRecord>> = services
            .iter()
            .map(|lookup| candidates.bounded(lookup))
            .collect();
        // In turns, so that no service, however many records it has, keeps the
        // hosts of another out.
        for turn in 0..MAX_RECORDS {
            for (lookup, records) in services.iter().zip(&records) {
                if let Some(record) = records.get(turn) {
                    candidates.add_record(mode, lookup.service, record);
                }
            }
        }
        for side in mode.sides().filter(|side| falls_back(*side, services)) {
            candidates.fallback.push(side);
            candidates.add(Candidate {
                side,
                method: Method::StartTls,
                port: side.default_port(),
                origin: Origin {
                    priority: 0,
                    weight: 0,
                    service: None,
                    host: domain.to_owned(),
                },
            });
        }
        candidates
    }

    /// The targets whose side the records tell.
    pub fn targets(&self) -> Targets {
        let mut targets = Targets::default();
        for candidate in self.hosts.values().flatten() {
            if !candidate.is_legacy() {
                let host = &candidate.origin.host;
                targets.add(host, candidate.port, candidate.side, candidate.method);
            }
        }
        targets
    }

    /// The records of a service that name a host, cut to the bound.
    fn bounded<'a>(&mut self, lookup: &'a SrvLookup) -> Vec<&'a SrvRecord> {
        let mut records: Vec<&SrvRecord> = lookup.real().collect();
        if records.len() > MAX_RECORDS {
            self.left_out.push(LeftOut {
                what: LeftOutWhat::Records {
                    service: lookup.service,
                },
                count: records.len() - MAX_RECORDS,
                bound: MAX_RECORDS,
            });
        }
        records.truncate(MAX_RECORDS);
        records
    }

    fn add_record(&mut self, mode: Mode, service: Service, record: &SrvRecord) {
        let side = service.side().unwrap_or_else(|| side_of_port(record.port));
        // RFC 2782: a target is a name; an address is never looked up. Port
        // zero is nothing to connect to.
        if !mode.covers(side) || is_ip_literal(&record.target) || record.port == 0 {
            return;
        }
        self.add(Candidate {
            side,
            method: service.method(),
            port: record.port,
            origin: Origin {
                priority: record.priority,
                weight: record.weight,
                service: Some(service),
                host: record.target.clone(),
            },
        });
    }

    fn add(&mut self, candidate: Candidate) {
        let host = &candidate.origin.host;
        if !self.hosts.contains_key(host) && self.hosts.len() >= MAX_HOSTS {
            self.leave_out(LeftOutWhat::Hosts {
                service: candidate.origin.service,
            });
            return;
        }
        self.hosts.entry(host.clone()).or_default().push(candidate);
    }

    fn leave_out(&mut self, what: LeftOutWhat) {
        match self.left_out.iter_mut().find(|left| left.what == what) {
            Some(left) => left.count += 1,
            None => self.left_out.push(LeftOut {
                what,
                count: 1,
                bound: MAX_HOSTS,
            }),
        }
    }
}

/// RFC 6120 §3.2.2: only where no SRV record of the side is published, which
/// is not known where our resolver did not answer.
/// XEP-0368 §3: a `.` on the direct-TLS name counts as published.
fn falls_back(side: Side, services: &[SrvLookup]) -> bool {
    let mut own = services
        .iter()
        .filter(|lookup| lookup.service.side() == Some(side));
    own.all(|lookup| {
        let unknown = lookup.failure().is_some_and(Failure::is_local);
        lookup.records.is_empty() && !unknown
    })
}

/// `_jabber` was server-to-server before RFC 3920; the port tells otherwise.
fn side_of_port(port: u16) -> Side {
    match port {
        5222 | 5223 => Side::Client,
        _ => Side::Server,
    }
}

#[cfg(test)]
mod tests;
