//! The records of a side, in the order of use.

use std::cmp::Reverse;

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::case::Case;
use crate::observation::{Endpoint, Service};

/// An SRV record, the fallback, or a question without answer.
pub(super) struct Record {
    service: Option<Service>,
    priority: u16,
    weight: u16,
    pub(super) port: u16,
    pub(super) target: String,
    /// Why the records are not known.
    pub(super) unanswered: Option<String>,
}

impl Record {
    /// Whether the endpoint is one of this record's.
    pub(super) fn leads_to(&self, endpoint: &Endpoint) -> bool {
        endpoint.port == self.port
            && endpoint
                .origins
                .iter()
                .any(|origin| origin.service == self.service && origin.host == self.target)
    }

    /// `_xmpps-client`.
    pub(super) fn name(&self) -> String {
        match self.service {
            Some(service) => service.labels().trim_end_matches("._tcp").to_owned(),
            None => "no SRV record".to_owned(),
        }
    }

    /// `5 / 0, port 5223`.
    pub(super) fn place(&self) -> String {
        match (self.service, &self.unanswered) {
            (_, Some(_)) => String::new(),
            (None, None) => format!("fallback, port {}", self.port),
            (Some(_), None) if self.target == "." => String::new(),
            (Some(_), None) => format!("{} / {}, port {}", self.priority, self.weight, self.port),
        }
    }
}

/// The records that lead to a side; the legacy one where it led.
pub(super) fn of_side(case: &Case, side: Side) -> Vec<Record> {
    let mut records = Vec::new();
    for lookup in &case.observation.services {
        let service = lookup.service;
        if service.side().is_some_and(|of| of != side) {
            continue;
        }
        if let (Some(failure), Some(_)) = (lookup.failure(), service.side()) {
            records.push(Record {
                service: Some(service),
                priority: u16::MAX,
                weight: 0,
                port: 0,
                target: String::new(),
                unanswered: Some(failure.to_string()),
            });
        }
        records.extend(lookup.records.iter().map(|record| Record {
            service: Some(service),
            priority: record.priority,
            weight: record.weight,
            port: record.port,
            target: record.target.clone(),
            unanswered: None,
        }));
    }
    if case.observation.fallback.contains(&side) {
        records.push(Record {
            service: None,
            priority: 0,
            weight: 0,
            port: side.default_port(),
            target: case.observation.domain.ascii.clone(),
            unanswered: None,
        });
    }
    records.retain(|record| {
        let mut endpoints = case.observation.side(side);
        record.service != Some(Service::Jabber)
            || endpoints.any(|endpoint| record.leads_to(endpoint))
    });
    // XEP-0368 §3: both services together, by priority.
    records.sort_by_key(|record| {
        let method = record.service.map_or(Method::StartTls, Service::method);
        (
            record.service == Some(Service::Jabber),
            record.priority,
            Reverse(record.weight),
            Reverse(method),
        )
    });
    records
}
