//! No records that name a host: declared so, forgotten, or no such domain.

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::side::Side;

use super::super::side_rule::SideRule;
use super::super::zone;
use crate::faults::{Fault, Kind};
use crate::observation::{Endpoint, Service, SrvLookup};
use crate::words::continued;

/// Why there is nothing, and what follows.
pub(super) fn judge(rule: &SideRule<'_>) -> Finding {
    match rule.faults.side(rule.side) {
        Some(fault) if fault.kind == Kind::NotOffered => not_offered(rule, fault),
        Some(fault) if fault.kind == Kind::NoSuchDomain => no_such_domain(rule, fault),
        fault => match legacy(rule) {
            Some(jabber) => only_jabber(rule, jabber),
            None => none_published(rule, fault),
        },
    }
}

/// RFC 2782: a sole `.` says that the service is not offered here.
fn not_offered(rule: &SideRule<'_>, fault: &Fault) -> Finding {
    let records = zone::records(rule.observation(), &[rule.side]);
    rule.finding(
        Status::Info,
        "not-offered",
        format!(
            "The domain declares that it offers no {} service (target \".\").",
            rule.side_name()
        ),
    )
    .cause(fault.to_string())
    .fix(format!(
        "Nothing, if that is meant. If it is not: {} Then remove the record with target \".\".",
        continued(&records.advice)
    ))
    .snippet("DNS zone, if it is to be offered", records.lines)
}

fn no_such_domain(rule: &SideRule<'_>, fault: &Fault) -> Finding {
    rule.finding(
        Status::Crit,
        "no-such-domain",
        format!(
            "The domain {} does not exist in the DNS (NXDOMAIN).",
            rule.domain()
        ),
    )
    .cause(fault.to_string())
    .fix("Check the spelling, the registration and the delegation of the domain.")
}

/// The legacy record, which counts for clients.
fn legacy<'a>(rule: &SideRule<'a>) -> Option<&'a SrvLookup> {
    let lookup = rule.observation().service(Service::Jabber)?;
    (rule.side == Side::Client && lookup.real().next().is_some()).then_some(lookup)
}

fn only_jabber(rule: &SideRule<'_>, jabber: &SrvLookup) -> Finding {
    let targets: Vec<&str> = jabber.real().map(|record| record.target.as_str()).collect();
    let records = zone::records(rule.observation(), &[rule.side]);
    rule.finding(
        Status::Warn,
        "only-jabber",
        format!(
            "Only the legacy _jabber._tcp record is published (to {}): no current client looks it \
             up.",
            list(&targets)
        ),
    )
    .cause(Fault::new(Kind::OnlyJabber).to_string())
    .fix(format!(
        "{} Then remove the record _jabber._tcp.",
        records.advice
    ))
    .snippet("DNS zone", records.lines)
}

fn none_published(rule: &SideRule<'_>, fault: Option<&Fault>) -> Finding {
    let fault = fault
        .cloned()
        .unwrap_or(Fault::of_side(Kind::NoRecords, rule.side));
    // One fault of both sides has one remedy.
    let sides: Vec<Side> = match fault.side() {
        Some(side) => vec![side],
        None => rule.case.mode.sides().collect(),
    };
    let records = zone::records(rule.observation(), &sides);
    let not_offered: Vec<String> = sides
        .iter()
        .map(|side| zone::not_offered(rule.observation(), *side))
        .collect();
    rule.finding(
        Status::Crit,
        "none-published",
        format!(
            "No {} SRV records are published: {}.",
            rule.side_name(),
            consequence(rule)
        ),
    )
    .cause(fault.to_string())
    .fix(format!(
        "{} If the domain is not meant to offer this, publish the record that says so instead, \
         and leave the side out of the check with the option mode.",
        records.advice
    ))
    .snippet("DNS zone", records.lines)
    .snippet("DNS zone, if it is not offered", not_offered.join("\n"))
}

/// What the lack of records means for whom (RFC 6120 §3.2.2).
fn consequence(rule: &SideRule<'_>) -> String {
    let peers = rule.peers();
    let port = rule.side.default_port();
    let fallback = format!("the fallback to the domain's own address, port {port},");
    if !rule.observation().fallback.contains(&rule.side) {
        return format!(
            "and the \".\" on the direct-TLS name forbids the fallback, so {peers} have nowhere \
             to go"
        );
    }
    let endpoints: Vec<&Endpoint> = rule.observation().side(rule.side).collect();
    if endpoints.iter().any(|endpoint| endpoint.secured()) {
        return format!(
            "{peers} that fall back to the domain's own address, port {port}, do get through; \
             others do not"
        );
    }
    if let Some(reason) = endpoints.iter().find_map(|endpoint| endpoint.not_checked()) {
        return format!("whether {fallback} works could not be tried ({reason})");
    }
    let host = rule.observation().host(rule.domain());
    match host.and_then(|host| host.failure()) {
        Some(failure) if endpoints.is_empty() => {
            format!("whether {fallback} works is not known ({failure})")
        }
        _ if endpoints.is_empty() => format!(
            "the domain has no address of its own to fall back to, so {peers} cannot find the \
             service"
        ),
        _ => format!("{fallback} does not work either, so {peers} cannot find the service"),
    }
}
