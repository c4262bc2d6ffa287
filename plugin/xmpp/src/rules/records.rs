//! The SRV records of a side: are they there, and do they lead anywhere?

mod absence;
mod listing;
mod targets;
#[cfg(test)]
mod tests;

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::{count, list};

use super::side_rule::SideRule;
use crate::observation::{Service, SrvLookup, SrvRecord};

/// What the rules on SRV records say of a side.
pub(super) fn judge(rule: &SideRule<'_>) -> Vec<Finding> {
    let lookups: Vec<&SrvLookup> = rule
        .observation()
        .services
        .iter()
        .filter(|lookup| lookup.service.side() == Some(rule.side))
        .collect();
    let mut findings = unanswered(rule, &lookups);
    let records: Vec<(Service, &SrvRecord)> = lookups
        .iter()
        .flat_map(|lookup| lookup.real().map(|record| (lookup.service, record)))
        .collect();
    if records.is_empty() {
        // What was not answered may be there.
        if findings.is_empty() {
            findings.push(absence::judge(rule));
        }
        return findings;
    }
    findings.extend(targets::judge(rule, &records));
    findings.extend(listing::judge(rule, &lookups));
    if findings.is_empty() {
        findings.push(sound(rule, &lookups, records.len()));
    }
    findings
}

/// Questions that got no answer.
fn unanswered(rule: &SideRule<'_>, lookups: &[&SrvLookup]) -> Vec<Finding> {
    let failed = lookups.iter().filter_map(|lookup| {
        let failure = lookup.failure()?;
        let fault = rule.faults.service(lookup.service)?;
        let name = rule.name_of(lookup.service);
        let (status, code, fix) = match failure.is_local() {
            true => (
                Status::Error,
                "lookup-failed",
                "Check the resolver that the prober uses, or name another one, and run the check \
                 again.",
            ),
            false => (
                Status::Crit,
                "lookup-broken",
                "Check the zone at all its name servers, and its DNSSEC signatures and DS record \
                 if it is signed.",
            ),
        };
        let message = format!("The SRV records of {name} could not be looked up: {failure}.");
        Some(
            rule.finding(status, code, message)
                .subject(name)
                .cause(fault.to_string())
                .fix(fix),
        )
    });
    failed.collect()
}

fn sound(rule: &SideRule<'_>, lookups: &[&SrvLookup], records: usize) -> Finding {
    let published = lookups
        .iter()
        .filter(|lookup| lookup.real().next().is_some());
    let services: Vec<&str> = published.map(|lookup| lookup.service.labels()).collect();
    let left_out = lookups.iter().any(|lookup| {
        let service = Some(lookup.service);
        rule.observation().left_out_of(service).next().is_some()
    });
    let resolving = match (left_out, records) {
        (true, _) => "those that were looked at resolve",
        (false, 1) => "and it resolves",
        (false, _) => "all resolving",
    };
    rule.finding(
        Status::Ok,
        "published",
        format!(
            "{} published, {}, {resolving}.",
            list(&services),
            count(records, "target")
        ),
    )
}
