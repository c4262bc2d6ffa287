//! What is wrong with the domain's part of the DNS, or with the resolver.

use checker_kit::dns::Failure;
use checker_stream::method::Method;
use checker_stream::side::Side;

use super::fault::Fault;
use super::kind::Kind;
use crate::domain::is_ip_literal;
use crate::observation::{HostLookup, LookupStatus, Observation, Service, SrvLookup};

/// Why the records of a service are not known.
pub(super) fn of_service(observation: &Observation, lookup: &SrvLookup) -> Option<Fault> {
    let failure = lookup.failure()?;
    Some(of_failure(observation, &observation.domain.ascii, failure))
}

/// Why a host has no address to try.
pub(super) fn of_host(observation: &Observation, host: &HostLookup) -> Option<Fault> {
    if host.resolves() {
        return None;
    }
    Some(match host.failure() {
        // The resolver is there: what does not answer is behind it.
        Some(Failure::TimedOut)
            if host.name != observation.domain.ascii && is_answered(observation) =>
        {
            Fault::about(Kind::Resolver, &host.name)
        }
        Some(failure) => of_failure(observation, &host.name, failure),
        None => Fault::about(Kind::TargetUnresolvable, &host.name),
    })
}

/// Why nothing leads to a side: the faults that come before all endpoints.
pub(super) fn of_side(observation: &Observation, side: Side) -> Option<Fault> {
    let lookups = || {
        let services = observation.services.iter();
        services.filter(move |lookup| lookup.service.side() == Some(side))
    };
    if lookups().any(|lookup| lookup.real().next().is_some()) {
        return match observation.side(side).next() {
            Some(_) => None,
            None => lookups().find_map(|lookup| of_targets(observation, lookup)),
        };
    }
    if let Some(fault) = lookups().find_map(|lookup| of_service(observation, lookup)) {
        return Some(fault);
    }
    let starttls = Service::of(side, Method::StartTls);
    if lookups().any(|lookup| lookup.service == starttls && lookup.declares_absence()) {
        return Some(Fault::of_side(Kind::NotOffered, side));
    }
    if !domain_exists(observation) {
        return Some(Fault::new(Kind::NoSuchDomain));
    }
    let none_of = |side: Side| {
        let mut services = observation.services.iter();
        observation.mode.covers(side)
            && services.all(|lookup| {
                lookup.service.side() != Some(side)
                    || (lookup.records.is_empty() && lookup.failure().is_none())
            })
    };
    Some(match none_of(side) && none_of(side.other()) {
        // One thing to do: publish the domain's service.
        true => Fault::new(Kind::NoRecords),
        false => Fault::of_side(Kind::NoRecords, side),
    })
}

/// Why the targets of a service lead to no endpoint: the fault of the one that
/// is tried first.
fn of_targets(observation: &Observation, lookup: &SrvLookup) -> Option<Fault> {
    lookup.real().find_map(|record| {
        if is_ip_literal(&record.target) {
            return Some(Fault::about(Kind::TargetIsAddress, &record.target));
        }
        if record.port == 0 {
            let service = Some(lookup.service);
            return Some(Fault::of_record(Kind::PortZero, service, &record.target, 0));
        }
        of_host(observation, observation.host(&record.target)?)
    })
}

/// Whether the resolver answered any question.
fn is_answered(observation: &Observation) -> bool {
    let answered = |failure: Option<Failure>| failure.is_none_or(|failure| !failure.is_local());
    let mut services = observation.services.iter();
    let mut hosts = observation.hosts.iter();
    services.any(|lookup| answered(lookup.failure()))
        || hosts.any(|host| answered(host.a.failure()) || answered(host.aaaa.failure()))
}

/// Whether there is such a domain; where nobody asked, there is.
pub(super) fn domain_exists(observation: &Observation) -> bool {
    let host = observation.host(&observation.domain.ascii);
    host.is_none_or(|host| {
        host.a.status != LookupStatus::NoName || host.aaaa.status != LookupStatus::NoName
    })
}

/// The fault behind a question about `name` that could not be answered.
fn of_failure(observation: &Observation, name: &str, failure: Failure) -> Fault {
    let zone = || {
        let domain = observation.domain.ascii.as_str();
        let below = name.strip_suffix(domain);
        // The names of a domain are its zone's, as far as can be told.
        match below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.')) {
            true => domain,
            false => name,
        }
    };
    match failure {
        Failure::Bogus => Fault::about(Kind::Bogus, zone()),
        Failure::Limit => Fault::new(Kind::ProberLimit),
        Failure::NoResources => Fault::new(Kind::ProberResources),
        _ if failure.is_local() => Fault::new(Kind::Resolver),
        _ => Fault::about(Kind::Zone, zone()),
    }
}
