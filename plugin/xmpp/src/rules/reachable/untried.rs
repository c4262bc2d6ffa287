//! Endpoints that could not be tried for reasons on our side.

use checker_kit::contract::Status;
use checker_kit::state::Finding;

use super::super::about::about;
use super::super::side_rule::SideRule;
use crate::faults::{Fault, Kind};
use crate::observation::{Endpoint, NotChecked};
use crate::words::names;

/// One finding for each reason.
pub(super) fn judge(rule: &SideRule<'_>, untried: &[&Endpoint]) -> Vec<Finding> {
    let groups = rule.faults.group(untried.iter().copied());
    let findings = groups.iter().filter_map(|(fault, endpoints)| {
        let reason = endpoints.first()?.not_checked()?;
        let (code, fix) = match reason {
            // `xmpp.ipv6_reachable` says so, once.
            NotChecked::NoRoute => return None,
            NotChecked::Blocked(_) => (
                "blocked-by-policy",
                "The prober does not connect to this destination; allow it in the prober's \
                 policy if it should.",
            ),
            NotChecked::Limit => (
                "not-tried",
                "Raise the prober's limits, and run the check again.",
            ),
            NotChecked::NoResources => (
                "no-resources",
                "Give the prober more file descriptors and memory, or let it make fewer checks at \
                 once.",
            ),
            NotChecked::OutOfTime => (
                "out-of-time",
                "Allow more time for the whole check, or less for each endpoint.",
            ),
        };
        let were = if endpoints.len() == 1 { "was" } else { "were" };
        let message = format!(
            "{} {were} not tried: {reason}.",
            names(endpoints.iter().copied())
        );
        let finding = rule.finding(Status::Error, code, message);
        Some(about(finding, endpoints).cause(fault.to_string()).fix(fix))
    });
    findings.collect()
}

/// Nothing is known of the side: the prober cannot get to any address.
pub(super) fn no_route(rule: &SideRule<'_>, untried: &[&Endpoint]) -> Finding {
    let finding = rule
        .finding(
            Status::Error,
            "not-checkable",
            format!(
                "None of the {} endpoints could be tried: this machine has no route to their \
                 addresses ({}).",
                rule.side_name(),
                names(untried.iter().copied())
            ),
        )
        .cause(Fault::new(Kind::ProberRoute).to_string())
        .fix("Run the check from a machine that has IPv6.");
    about(finding, untried)
}
