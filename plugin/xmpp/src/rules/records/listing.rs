//! Records that contradict each other, or that leave some peers out.

use std::collections::BTreeSet;

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_stream::method::Method;

use super::super::side_rule::SideRule;
use super::super::zone;
use crate::faults::{Fault, Kind};
use crate::observation::{Service, SrvLookup, SrvRecord};

/// What is wrong with the records as a list.
pub(super) fn judge(rule: &SideRule<'_>, lookups: &[&SrvLookup]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for lookup in lookups {
        findings.extend(repeated(rule, lookup));
        findings.extend(root_beside_records(rule, lookup));
    }
    findings.extend(only_direct_tls(rule, lookups));
    findings
}

fn repeated(rule: &SideRule<'_>, lookup: &SrvLookup) -> Option<Finding> {
    let mut seen = BTreeSet::new();
    let repeated = lookup
        .real()
        .find(|record| !seen.insert((record.target.as_str(), record.port)))?;
    let name = rule.name_of(lookup.service);
    Some(
        rule.finding(
            Status::Warn,
            "repeated",
            format!(
                "{name} names {} port {} more than once.",
                repeated.target, repeated.port
            ),
        )
        .subject(name)
        .cause(Fault::about(Kind::Repeated, lookup.service.labels()).to_string())
        .fix("Remove all records but one for each target and port."),
    )
}

/// RFC 2782: `.` means "not offered", so it contradicts other records.
fn root_beside_records(rule: &SideRule<'_>, lookup: &SrvLookup) -> Option<Finding> {
    let contradicts =
        lookup.records.iter().any(SrvRecord::is_root) && lookup.real().next().is_some();
    let name = rule.name_of(lookup.service);
    contradicts.then(|| {
        rule.finding(
            Status::Warn,
            "root-beside-records",
            format!("{name} says \"not offered\" (target \".\") beside real targets."),
        )
        .subject(name)
        .cause(Fault::about(Kind::RootBesideRecords, lookup.service.labels()).to_string())
        .fix("Remove the record with target \".\".")
    })
}

/// RFC 6120 §3.2.1 knows only the name for STARTTLS.
fn only_direct_tls(rule: &SideRule<'_>, lookups: &[&SrvLookup]) -> Option<Finding> {
    let starttls = Service::of(rule.side, Method::StartTls);
    let lookup = lookups.iter().find(|lookup| lookup.service == starttls)?;
    let absent = lookup.records.is_empty() && lookup.failure().is_none();
    let records = zone::records(rule.observation(), &[rule.side]);
    absent.then(|| {
        rule.finding(
            Status::Info,
            "only-direct-tls",
            format!(
                "Only direct TLS is published: {} that do not know it (XEP-0368) find no record.",
                rule.peers()
            ),
        )
        .subject(rule.name_of(starttls))
        .cause(Fault::of_side(Kind::OnlyDirectTls, rule.side).to_string())
        .fix(records.advice)
        .snippet("DNS zone", records.lines)
    })
}
