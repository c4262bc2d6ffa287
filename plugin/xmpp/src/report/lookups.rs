//! What the DNS answered.

use crate::observation::{AddressLookup, HostLookup, LookupStatus, Observation, SrvLookup};

/// What is known of a name.
pub(super) struct Lookup {
    pub(super) name: String,
    /// Whether the resolver validated all of it.
    pub(super) validated: bool,
    pub(super) answers: Vec<Answer>,
}

/// One answer, with the type that was asked for.
pub(super) struct Answer {
    pub(super) kind: &'static str,
    pub(super) text: String,
    /// Whether the resolver validated this one, and not all of them.
    pub(super) validated: bool,
}

impl Lookup {
    fn new(name: String, mut answers: Vec<Answer>) -> Self {
        let validated = answers.iter().all(|answer| answer.validated);
        for answer in &mut answers {
            answer.validated &= !validated;
        }
        Self {
            name,
            validated,
            answers,
        }
    }
}

/// All answers: services first, then the hosts that they name.
pub(super) fn lookups(observation: &Observation) -> Vec<Lookup> {
    let domain = &observation.domain.ascii;
    let services = observation
        .services
        .iter()
        .map(|lookup| service(domain, lookup));
    services.chain(observation.hosts.iter().map(host)).collect()
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
    let found: Vec<String> = records.collect();
    let name = format!("{}.{domain}", lookup.service.labels());
    let answers = answers("SRV", found, lookup.status, lookup.authentic);
    Lookup::new(name, answers)
}

fn host(host: &HostLookup) -> Lookup {
    let of = |kind: &'static str, lookup: &AddressLookup| {
        let addresses = lookup.addresses.iter().map(ToString::to_string);
        let found = addresses.collect();
        let aliases = lookup.aliases.iter().map(|name| Answer {
            kind: "CNAME",
            text: format!("{name}."),
            validated: lookup.authentic,
        });
        let mut all: Vec<Answer> = aliases.collect();
        all.extend(answers(kind, found, lookup.status, lookup.authentic));
        all
    };
    let mut answers = of("A", &host.a);
    for answer in of("AAAA", &host.aaaa) {
        // An alias is one for both.
        let known = |one: &Answer| one.kind == answer.kind && one.text == answer.text;
        if !answers.iter().any(known) {
            answers.push(answer);
        }
    }
    Lookup::new(host.name.clone(), answers)
}

fn answers(
    kind: &'static str,
    found: Vec<String>,
    status: LookupStatus,
    validated: bool,
) -> Vec<Answer> {
    let found = match found.is_empty() {
        true => vec![absence(status)],
        false => found,
    };
    let answers = found.into_iter().map(|text| Answer {
        kind,
        text,
        validated,
    });
    answers.collect()
}
