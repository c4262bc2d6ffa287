//! `xmpp.ipv6_reachable`: does somebody with IPv6 only get in?

use std::net::{IpAddr, Ipv6Addr};

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_stream::side::Side;

use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::{Endpoint, HostLookup, NotChecked};
use crate::words::{names, peers, side_name};

const NAME: &str = "xmpp.ipv6_reachable";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The service can be reached over IPv6.",
    severity: Status::Info,
    part: None,
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    let probed = case.mode.sides().filter(|side| case.observation.side(*side).next().is_some());
    let findings: Vec<Finding> = probed.map(|side| one_side(case, side)).collect();
    match findings.is_empty() {
        true => vec![Finding::skipped(NAME, "There is no endpoint.")],
        false => findings,
    }
}

fn one_side(case: &Case, side: Side) -> Finding {
    let v6: Vec<&Endpoint> = case
        .observation
        .side(side)
        .filter(|endpoint| endpoint.address.is_ipv6())
        .collect();
    if v6.is_empty() {
        return no_address(case, side);
    }
    let finding = |status, code, message: String| {
        Finding::new(status, NAME, code, message).subject(side.word())
    };
    let name = side_name(side);
    if v6.iter().any(|endpoint| endpoint.secured()) {
        return finding(Status::Ok, "reachable", format!("The {name} service works over IPv6."));
    }
    let untried: Vec<NotChecked> = v6.iter().filter_map(|one| one.not_checked()).collect();
    if untried.len() == v6.len() {
        let why = match untried.contains(&NotChecked::NoRoute) {
            true => "this machine has no IPv6 itself".to_owned(),
            false => format!("it was not tried: {}", untried[0]),
        };
        return finding(
            Status::Unknown,
            "prober-without-ipv6",
            format!("Whether the {name} service works over IPv6 is not known: {why}."),
        );
    }
    let tried: Vec<&Endpoint> =
        v6.into_iter().filter(|endpoint| endpoint.not_checked().is_none()).collect();
    let finding = finding(
        Status::Info,
        "no-answer",
        format!(
            "The {name} service publishes IPv6 addresses, but none of them works ({}): {} that \
             prefer IPv6 wait for nothing.",
            names(tried.iter().copied()),
            peers(side)
        ),
    );
    let faults = Faults::of(&case.observation);
    match tried.iter().find_map(|endpoint| Some((faults.endpoint(endpoint)?, *endpoint))) {
        Some((fault, endpoint)) => {
            let finding = finding.cause(fault.to_string());
            remedies::attach(finding, &case.observation, fault, endpoint)
        }
        None => finding,
    }
}

fn no_address(case: &Case, side: Side) -> Finding {
    let hosts = case.observation.side(side).flat_map(|endpoint| &endpoint.origins);
    let hosts: Vec<&HostLookup> =
        hosts.filter_map(|origin| case.observation.host(&origin.host)).collect();
    if let Some(failure) = hosts.iter().find_map(|host| host.aaaa.failure()) {
        return Finding::new(
            Status::Unknown,
            NAME,
            "lookup-failed",
            format!(
                "Whether the {} service has IPv6 addresses is not known: {failure}.",
                side_name(side)
            ),
        )
        .subject(side.word());
    }
    let host = hosts.first().map_or("", |host| host.name.as_str());
    Finding::new(
        Status::Info,
        NAME,
        "no-address",
        format!(
            "The {} service has no IPv6 address (AAAA): {} with IPv6 only cannot reach it.",
            side_name(side),
            peers(side)
        ),
    )
    .subject(side.word())
    .cause(Fault::of_family(Kind::NoFamily, IpAddr::V6(Ipv6Addr::UNSPECIFIED)).to_string())
    .fix(format!(
        "Let the server listen on IPv6, open its ports in the firewall for IPv6, and then add an \
         AAAA record for {host}."
    ))
}
