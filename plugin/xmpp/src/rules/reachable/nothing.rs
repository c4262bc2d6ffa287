//! A side without any endpoint.

use checker_kit::contract::Status;
use checker_kit::state::Finding;

use super::super::side_rule::SideRule;
use crate::faults::{Fault, Kind};
use crate::observation::HostLookup;

/// Why there is no endpoint to try.
pub(super) fn judge(rule: &SideRule<'_>) -> Finding {
    let fault = rule.faults.side(rule.side);
    if fault.is_some_and(|fault| fault.kind == Kind::NotOffered) {
        return Finding::skipped(
            rule.name,
            format!(
                "The domain declares that it offers no {} service.",
                rule.side_name()
            ),
        );
    }
    let observation = rule.observation();
    let lookups = observation
        .services
        .iter()
        .filter(|lookup| lookup.service.side() == Some(rule.side))
        .filter_map(|lookup| lookup.failure());
    let unknown = lookups
        .chain(observation.hosts.iter().filter_map(HostLookup::failure))
        .find(|failure| failure.is_local());
    if let Some(failure) = unknown {
        return rule
            .finding(
                Status::Error,
                "lookup-failed",
                format!("No endpoint could be found: {failure}."),
            )
            .cause(rule.faults.local().to_string())
            .fix("Check the resolver that the prober uses and run the check again.");
    }
    if observation.has_left_out(rule.side) {
        return rule
            .finding(
                Status::Error,
                "not-tried",
                "No target that was looked up has an address, and there are more targets than \
                 one check looks up.",
            )
            .cause(Fault::new(Kind::ProberLimit).to_string())
            .fix("Remove the SRV records whose targets have no address.");
    }
    let fault = fault
        .cloned()
        .unwrap_or(Fault::of_side(Kind::NoRecords, rule.side));
    rule.finding(
        Status::Crit,
        "no-endpoint",
        format!(
            "There is no {} to connect to, so {} cannot use the service.",
            match fault.kind {
                Kind::PortZero => "port",
                Kind::TargetIsAddress => "name",
                _ => "address",
            },
            rule.peers()
        ),
    )
    .cause(fault.to_string())
}
