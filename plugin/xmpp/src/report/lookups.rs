//! What the DNS answered.

use crate::observation::{AddressLookup, HostLookup, LookupStatus, Observation, SrvLookup};

/// One answer.
pub(super) struct Lookup {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) answer: Vec<String>,
    pub(super) validated: bool,
}

/// All answers: services first, then the hosts that they name.
pub(super) fn lookups(observation: &Observation) -> Vec<Lookup> {
    let domain = &observation.domain.ascii;
    let services = observation
        .services
        .iter()
        .map(|lookup| service(domain, lookup));
    services
        .chain(observation.hosts.iter().flat_map(host))
        .collect()
}

/// Why there is no record, in words.
pub(super) fn absence(status: LookupStatus) -> String {
    match status {
        LookupStatus::Found | LookupStatus::NoData => "no such record".to_owned(),
        LookupStatus::NoName => "the name does not exist".to_owned(),
        LookupStatus::Failed(failure) => failure.to_string(),
    }
}

fn service(domain: &str, lookup: &SrvLookup) -> Lookup {
    let records = lookup.records.iter().map(|record| {
        let dot = if record.is_root() { "" } else { "." };
        format!(
            "{} {} {} {}{dot}",
            record.priority, record.weight, record.port, record.target
        )
    });
    let answer: Vec<String> = records.collect();
    Lookup {
        name: format!("{}.{domain}", lookup.service.labels()),
        kind: "SRV",
        answer: match answer.is_empty() {
            true => vec![absence(lookup.status)],
            false => answer,
        },
        validated: lookup.authentic,
    }
}

fn host(host: &HostLookup) -> [Lookup; 2] {
    let of = |kind: &'static str, lookup: &AddressLookup| {
        let aliases = lookup.aliases.iter().map(|name| format!("CNAME {name}."));
        let addresses = lookup.addresses.iter().map(ToString::to_string);
        let mut answer: Vec<String> = aliases.chain(addresses).collect();
        if lookup.addresses.is_empty() {
            answer.push(absence(lookup.status));
        }
        Lookup {
            name: host.name.clone(),
            kind,
            answer,
            validated: lookup.authentic,
        }
    };
    [of("A", &host.a), of("AAAA", &host.aaaa)]
}
