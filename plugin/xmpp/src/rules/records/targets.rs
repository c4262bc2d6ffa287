//! Where the records lead.

use std::collections::BTreeSet;
use std::net::IpAddr;

use checker_kit::address::AddressClass;
use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::tcp::Denial;

use super::super::few;
use super::super::side_rule::SideRule;
use crate::domain::is_ip_literal;
use crate::faults::{Fault, Kind};
use crate::observation::{Endpoint, HostLookup, LookupStatus, NotChecked, Service, SrvRecord};
use crate::words::{capital, with_meaning};

/// What is wrong with targets and ports; a target is judged once, however
/// many records name it.
pub(super) fn judge(rule: &SideRule<'_>, records: &[(Service, &SrvRecord)]) -> Vec<Finding> {
    let names: BTreeSet<&str> = records
        .iter()
        .map(|(_, record)| record.target.as_str())
        .collect();
    // Targets left out by the bounds were never looked up: nothing is known of
    // them.
    let known: Vec<&str> = names
        .into_iter()
        .filter(|name| is_ip_literal(name) || rule.observation().host(name).is_some())
        .collect();
    let resolves = |name: &&str| {
        let host = rule.observation().host(name);
        !is_ip_literal(name) && host.is_some_and(HostLookup::resolves)
    };
    let none_resolves = !known.is_empty()
        && !known.iter().any(resolves)
        && !rule.observation().has_left_out(rule.side);
    let status = match none_resolves {
        true => Status::Crit,
        false => Status::Warn,
    };
    let mut findings = Vec::new();
    for name in known {
        findings.extend(target(rule, name, status));
    }
    for (service, record) in records {
        findings.extend(port_zero(rule, *service, record));
        findings.extend(denied_port(rule, *service, record));
    }
    findings
}

fn target(rule: &SideRule<'_>, name: &str, status: Status) -> Vec<Finding> {
    if is_ip_literal(name) {
        return vec![is_address(rule, name, status)];
    }
    let Some(host) = rule.observation().host(name) else {
        return Vec::new();
    };
    if !host.resolves() {
        return vec![unresolvable(rule, host, status)];
    }
    [is_alias(rule, host), is_private(rule, host)]
        .into_iter()
        .flatten()
        .collect()
}

/// RFC 2782: a target is a domain name.
fn is_address(rule: &SideRule<'_>, name: &str, status: Status) -> Finding {
    rule.finding(
        status,
        "target-is-address",
        format!("The SRV target {name} is an IP address; a target has to be a name (RFC 2782)."),
    )
    .subject(name)
    .cause(Fault::about(Kind::TargetIsAddress, name).to_string())
    .fix(
        "Give the host a name with A and AAAA records, and put that name in the place of the \
         address.",
    )
}

fn unresolvable(rule: &SideRule<'_>, host: &HostLookup, status: Status) -> Finding {
    let name = &host.name;
    let finding = match host.failure() {
        Some(failure) if failure.is_local() => rule
            .finding(
                Status::Error,
                "lookup-failed",
                format!("The addresses of {name} could not be looked up: {failure}."),
            )
            .fix(silent(rule, name)),
        Some(failure) => rule
            .finding(
                status,
                "target-broken",
                format!("The SRV target {name} does not resolve: {failure}."),
            )
            .fix(format!("Check the zone of {name} at all its name servers.")),
        None => {
            let why = match host.a.status {
                LookupStatus::NoName => "the name does not exist (NXDOMAIN)",
                _ => "it has neither A nor AAAA records",
            };
            let peers = capital(rule.peers());
            rule.finding(
                status,
                "target-unresolvable",
                format!(
                    "The SRV target {name} does not resolve: {why}. {peers} that pick it cannot \
                     connect."
                ),
            )
            .fix(absent(rule, name))
        }
    };
    let finding = finding.subject(name);
    match rule.faults.host(name) {
        Some(fault) => finding.cause(fault.to_string()),
        None => finding,
    }
}

/// Where the resolver answers for others, it waits for somebody else.
fn silent(rule: &SideRule<'_>, name: &str) -> String {
    let again = "Check the resolver that the prober uses and run the check again.";
    match rule.faults.host(name) {
        Some(fault) if fault.kind == Kind::Resolver && !fault.about.is_empty() => format!(
            "Run the check again. If {name} still gets no answer, its name servers may be dead: \
             check its zone at all of them, or put another target into the SRV records. Else check \
             the resolver that the prober uses."
        ),
        _ => again.to_owned(),
    }
}

fn absent(rule: &SideRule<'_>, name: &str) -> String {
    let domain = &rule.observation().domain.ascii;
    let twice = format!(".{domain}.{domain}");
    match name.strip_suffix(&format!(".{domain}")) {
        // RFC 1035 §5.1: a name without a final dot is relative to the zone.
        Some(meant) if name.ends_with(&twice) => format!(
            "End the target with a dot in the zone file: \"{meant}.\", not \"{meant}\", which the \
             zone's own name is added to."
        ),
        _ => format!("Add A and AAAA records for {name}, or remove the SRV records that name it."),
    }
}

/// RFC 2782: "the target must not be an alias".
fn is_alias(rule: &SideRule<'_>, host: &HostLookup) -> Option<Finding> {
    let name = &host.name;
    let alias = host.a.aliases.last().or(host.aaaa.aliases.last())?;
    Some(
        rule.finding(
            Status::Warn,
            "target-is-alias",
            format!(
                "The SRV target {name} is an alias (CNAME) of {alias}: RFC 2782 forbids it, and \
                 some software does not follow it."
            ),
        )
        .subject(name)
        .cause(Fault::about(Kind::TargetIsAlias, name).to_string())
        .fix(format!(
            "Put {alias} in the place of {name} in the SRV records, or give {name} addresses of \
             its own instead of the CNAME."
        )),
    )
}

/// Where every address is for few, this is a lab or an intranet, not a public
/// name with a private address by mistake.
fn is_private(rule: &SideRule<'_>, host: &HostLookup) -> Option<Finding> {
    let is_global = |address| AddressClass::of(address) == AddressClass::Global;
    let mut all = rule
        .observation()
        .hosts
        .iter()
        .flat_map(HostLookup::addresses);
    if !all.any(is_global) {
        return None;
    }
    let few: Vec<IpAddr> = host
        .addresses()
        .filter(|address| !is_global(*address))
        .collect();
    if few.is_empty() {
        return None;
    }
    Some(
        rule.finding(
            Status::Warn,
            "private-address",
            format!(
                "The SRV target {} resolves to {}.",
                host.name,
                with_meaning(&few)
            ),
        )
        .subject(&host.name)
        .cause(Fault::about(Kind::TargetIsPrivate, &host.name).to_string())
        .fix(few::remedy(&host.name, &few)),
    )
}

fn port_zero(rule: &SideRule<'_>, service: Service, record: &SrvRecord) -> Option<Finding> {
    if record.port != 0 {
        return None;
    }
    let fault = Fault::of_record(Kind::PortZero, Some(service), &record.target, 0);
    Some(
        rule.finding(
            Status::Warn,
            "port-zero",
            format!(
                "A record of {} names port 0 at {}: nothing can listen there.",
                rule.name_of(service),
                record.target
            ),
        )
        .subject(&record.target)
        .cause(fault.to_string())
        .fix(
            "Put the port that the server listens on in the place of 0; or, if the service is not \
             offered, declare that by one record with the target \".\".",
        ),
    )
}

/// Whoever looks, nobody may open a stream there.
fn denied_port(rule: &SideRule<'_>, service: Service, record: &SrvRecord) -> Option<Finding> {
    let leads_here = |endpoint: &&Endpoint| {
        endpoint.port == record.port
            && endpoint
                .origins
                .iter()
                .any(|origin| origin.service == Some(service) && origin.host == record.target)
    };
    let endpoint = rule.observation().side(rule.side).find(leads_here)?;
    if endpoint.not_checked() != Some(NotChecked::Blocked(Denial::Port)) {
        return None;
    }
    let fault = Fault::of_record(Kind::DeniedPort, Some(service), &record.target, record.port);
    let place = format!("{}:{}", record.target, record.port);
    Some(
        rule.finding(
            Status::Warn,
            "denied-port",
            format!(
                "A record of {} leads to {place}: that port belongs to another protocol, and no \
                 XMPP server to that port.",
                rule.name_of(service)
            ),
        )
        .subject(place)
        .cause(fault.to_string())
        .fix(format!(
            "Put the port that the server listens on in the place of {}.",
            record.port
        )),
    )
}
