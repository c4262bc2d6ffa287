//! From what is wrong at endpoints and addresses to the findings of a rule.

use checker_kit::contract::Status;
use checker_kit::shared::issue::REF;
use checker_kit::state::Finding;
use checker_kit::text::{count, list};

use super::fault::Fault;
use crate::case::{Address, Case, Endpoint};

/// Looks at every endpoint: `None` where the rule has nothing to look at
/// there. Where nothing is wrong anywhere, `fine` says so of all that were
/// looked at.
pub(super) fn judge(
    case: &Case,
    rule: &'static str,
    look: impl Fn(&Endpoint) -> Option<Vec<Fault>>,
    fine: impl FnOnce(&[&Endpoint]) -> String,
) -> Vec<Finding> {
    let looked_at = case
        .endpoints
        .iter()
        .filter_map(|endpoint| Some((endpoint, look(endpoint)?)));
    let (endpoints, faults): (Vec<&Endpoint>, Vec<Vec<Fault>>) = looked_at.unzip();
    if endpoints.is_empty() {
        return Vec::new();
    }
    if faults.iter().all(Vec::is_empty) {
        return vec![Finding::new(Status::Ok, rule, "ok", fine(&endpoints))];
    }
    let findings = endpoints
        .into_iter()
        .zip(faults)
        .flat_map(|(endpoint, faults)| {
            faults
                .into_iter()
                .map(|fault| of(endpoint, fault.into_finding(rule)))
        });
    findings.collect()
}

/// Looks at every address of an endpoint, as [`judge`] does at endpoints. What
/// is wrong at several is said once.
pub(super) fn over_addresses(
    endpoint: &Endpoint,
    look: impl Fn(&Address) -> Option<Vec<Fault>>,
) -> Option<Vec<Fault>> {
    let mut found: Vec<(Fault, Vec<String>)> = Vec::new();
    let mut looked_at = 0;
    for address in &endpoint.addresses {
        let Some(faults) = look(address) else {
            continue;
        };
        looked_at += 1;
        for fault in faults {
            match found.iter_mut().find(|(known, _)| *known == fault) {
                Some((_, places)) => places.push(address.address.to_string()),
                None => found.push((fault, vec![address.address.to_string()])),
            }
        }
    }
    let faults = found
        .into_iter()
        .map(|(fault, places)| match places.len() < looked_at {
            true => fault.only_at(&list(&places)),
            false => fault,
        });
    (looked_at > 0).then(|| faults.collect())
}

/// The finding as one of this endpoint.
pub(super) fn of(endpoint: &Endpoint, finding: Finding) -> Finding {
    finding
        .subject(endpoint.entry.label())
        .detail(REF, endpoint.r#ref.clone())
}

/// What is said where nothing is wrong.
pub(super) fn as_it_should_be(endpoints: &[&Endpoint]) -> String {
    format!("As it should be at {}.", count(endpoints.len(), "endpoint"))
}

/// Words of handshakes with how many endpoints they are of.
pub(super) fn words(endpoints: &[&Endpoint], word: impl Fn(&Address) -> Option<&str>) -> String {
    let addresses = endpoints.iter().flat_map(|endpoint| &endpoint.addresses);
    let mut words: Vec<&str> = addresses.filter_map(word).collect();
    words.sort_unstable();
    words.dedup();
    format!(
        "{} at {}.",
        words.join(", "),
        count(endpoints.len(), "endpoint")
    )
}
