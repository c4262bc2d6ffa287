//! Endpoints that let some in and keep others out.

use std::net::IpAddr;

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::FailureCause;

use super::super::about::about;
use super::super::remedies;
use super::super::side_rule::SideRule;
use super::dead;
use crate::faults::{Fault, Kind};
use crate::observation::{Endpoint, HostLookup};
use crate::standing::{is_by_group, only_with};
use crate::words::{capital, names};

/// Outdated cryptography keeps out whoever refuses it: this prober, and
/// current software with it.
pub(super) fn outdated(
    rule: &SideRule<'_>,
    endpoints: &[&Endpoint],
    nothing_else: bool,
) -> Vec<Finding> {
    let (by_group, old): (Vec<&Endpoint>, Vec<&Endpoint>) =
        endpoints.iter().copied().partition(|one| is_by_group(one));
    let groups = [by_group, old].map(|endpoints| rule.faults.group(endpoints));
    let findings = groups.iter().flatten().map(|(fault, endpoints)| {
        let what = agreed(endpoints[0]);
        let with = only_with(endpoints[0]);
        let names = names(endpoints.iter().copied());
        let whom = match is_by_group(endpoints[0]) {
            true => "do not offer it",
            false => "insist on current cryptography",
        };
        let consequence = match nothing_else {
            true => format!("{} that {whom} cannot connect", rule.peers()),
            false => "the handshake was not completed there".to_owned(),
        };
        let finding = rule.finding(
            Status::Warn,
            "outdated-cryptography",
            format!("{names}: reachable only with {with} ({what}); {consequence}."),
        );
        let finding = about(finding, endpoints).cause(fault.to_string());
        remedies::attach(finding, rule.observation(), fault, endpoints[0])
    });
    findings.collect()
}

/// What the server agrees to.
fn agreed(endpoint: &Endpoint) -> String {
    match endpoint
        .last()
        .failure
        .as_ref()
        .map(|failure| &failure.cause)
    {
        Some(FailureCause::Tls(TlsFailure::Outdated(agreed))) => agreed.to_string(),
        _ => dead::describe(endpoint),
    }
}

/// Connections that failed beside others and worked alone.
pub(super) fn one_connection(rule: &SideRule<'_>, all: &[&Endpoint]) -> Vec<Finding> {
    let mut hosts: Vec<(&str, Vec<&Endpoint>)> = Vec::new();
    for endpoint in all
        .iter()
        .filter(|endpoint| endpoint.parallel_refused.is_some())
    {
        let host = endpoint.host();
        match hosts.iter_mut().find(|(known, _)| *known == host) {
            Some((_, endpoints)) => endpoints.push(endpoint),
            None => hosts.push((host, vec![endpoint])),
        }
    }
    let findings = hosts.iter().filter_map(|(host, endpoints)| {
        let refused = endpoints.first()?.parallel_refused.as_ref()?;
        let finding = rule
            .finding(
                Status::Info,
                "parallel-refused",
                format!(
                    "{} refused a connection while another from the same address was open ({}), \
                     and accepted it alone: {} behind one address get in one after the other.",
                    names(endpoints.iter().copied()),
                    refused.message,
                    rule.peers()
                ),
            )
            .cause(Fault::about(Kind::OneConnection, *host).to_string())
            .fix(
                "Raise the number of connections that the server, or a proxy or guard in front of \
                 it, allows to one address.",
            );
        Some(about(finding, endpoints))
    });
    findings.collect()
}

/// A side without any IPv4 address locks most of the world out.
pub(super) fn one_family(rule: &SideRule<'_>, all: &[&Endpoint]) -> Option<Finding> {
    let hosts = all.iter().flat_map(|endpoint| &endpoint.origins);
    let hosts: Vec<&HostLookup> = hosts
        .filter_map(|origin| rule.observation().host(&origin.host))
        .collect();
    let left_out = rule
        .observation()
        .left_out
        .iter()
        .any(|left| !is_of_other_side(rule, left));
    let no_v4 = hosts
        .iter()
        .all(|host| host.a.addresses.is_empty() && host.a.failure().is_none());
    if hosts.is_empty() || left_out || !no_v4 || all.iter().any(|one| one.address.is_ipv4()) {
        return None;
    }
    Some(
        rule.finding(
            Status::Warn,
            "ipv6-only",
            format!(
                "No {} target has an IPv4 address (A): {} without IPv6 cannot connect.",
                rule.side_name(),
                rule.peers()
            ),
        )
        .cause(Fault::of_family(Kind::NoFamily, IpAddr::from([0; 4])).to_string())
        .fix(format!(
            "{} an A record for the SRV targets, and let the server listen on IPv4.",
            capital("add")
        )),
    )
}

/// Whether it belongs to the other side only, so that nothing of this one is
/// missing.
fn is_of_other_side(rule: &SideRule<'_>, left: &crate::observation::LeftOut) -> bool {
    use crate::observation::LeftOutWhat;
    match &left.what {
        LeftOutWhat::Records { service } => service.side() == Some(rule.side.other()),
        LeftOutWhat::Hosts { service } => {
            service.and_then(|service| service.side()) == Some(rule.side.other())
        }
        LeftOutWhat::Endpoints { side, .. } => *side == rule.side.other(),
        LeftOutWhat::Addresses { .. } => false,
    }
}
