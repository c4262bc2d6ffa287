//! XML that is not well-formed and was read all the same.

use std::collections::{BTreeMap, BTreeSet};

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::ill_formed::XmlFault;

use super::super::about::about;
use super::super::remedies;
use super::super::side_rule::SideRule;
use crate::faults::{Fault, Kind};
use crate::observation::Endpoint;
use crate::words::names;

/// One finding for each host. RFC 6120 §11.3: whoever gets such XML has to
/// close the stream, and some do.
pub(super) fn judge(rule: &SideRule<'_>, reached: &[&Endpoint]) -> Vec<Finding> {
    let mut hosts: BTreeMap<&str, (BTreeSet<XmlFault>, Vec<&Endpoint>)> = BTreeMap::new();
    for endpoint in reached {
        let faults = faults(endpoint);
        if !faults.is_empty() {
            let (known, endpoints) = hosts.entry(endpoint.host()).or_default();
            known.extend(faults);
            endpoints.push(endpoint);
        }
    }
    let findings = hosts.into_iter().map(|(host, (faults, endpoints))| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let fault = Fault::about(Kind::IllFormed, host);
        let finding = rule.finding(
            Status::Warn,
            "ill-formed",
            format!(
                "The server sends XML that is not well-formed ({}; at {}): strict software closes \
                 the stream.",
                list(&faults),
                names(endpoints.iter().copied())
            ),
        );
        let finding = about(finding, &endpoints).cause(fault.to_string());
        remedies::attach(finding, rule.observation(), &fault, endpoints[0])
    });
    findings.collect()
}

fn faults(endpoint: &Endpoint) -> BTreeSet<XmlFault> {
    let transcript = endpoint.last();
    let seen = transcript
        .ill_formed_before_tls
        .iter()
        .chain(&transcript.ill_formed);
    seen.map(|place| place.fault).collect()
}
