//! Which endpoints are looked at where there are too many.
//!
//! The places are given out one at a time: the sides take turns, in the turn
//! of a side its services, in the turn of a service its hosts. Who has enough
//! passes, so nobody keeps a place that another needs.
//!
//! Addresses become known one after the other, and nobody has to wait for a
//! slow DNS: what is not known yet counts as much as it can become. An
//! endpoint that gets a place even then keeps it whatever the answer is, so
//! which endpoints are looked at does not depend on who answers first.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use checker_kit::dns::MAX_ADDRESSES;
use checker_stream::side::Side;

use super::answers::{Answers, Family};
use super::key::Key;
use crate::discovery::candidates::{Candidate, Candidates};
use crate::observation::{LeftOut, LeftOutWhat, Service};

/// The most endpoints looked at.
pub(super) const MAX_ENDPOINTS: usize = 64;

/// A claim to a place.
#[derive(Debug, Clone, Copy)]
struct Claim<'a> {
    candidate: &'a Candidate,
    /// Absent while it is not known.
    address: Option<IpAddr>,
}

/// The endpoints that have a place for certain, each once.
pub(super) fn chosen(candidates: &Candidates, answers: &Answers) -> Vec<Key> {
    let mut chosen = Vec::new();
    let mut seen = BTreeSet::new();
    let mut taken = 0;
    for claim in claims(candidates, answers) {
        if taken == MAX_ENDPOINTS {
            break;
        }
        match claim.key() {
            None => taken += 1,
            Some(key) if seen.insert(key) => {
                taken += 1;
                chosen.push(key);
            }
            // Another record leads there, too.
            Some(_) => {}
        }
    }
    chosen
}

/// The endpoints that have no place, by service and host.
pub(super) fn left_out(candidates: &Candidates, answers: &Answers) -> Vec<LeftOut> {
    let chosen: BTreeSet<Key> = chosen(candidates, answers).into_iter().collect();
    let mut left_out: BTreeMap<LeftOutWhat, BTreeSet<Key>> = BTreeMap::new();
    for claim in claims(candidates, answers) {
        if let Some(key) = claim.key()
            && !chosen.contains(&key)
        {
            let what = LeftOutWhat::Endpoints {
                side: claim.candidate.side,
                service: claim.candidate.origin.service,
                host: claim.candidate.origin.host.clone(),
            };
            left_out.entry(what).or_default().insert(key);
        }
    }
    let left_out = left_out.into_iter().map(|(what, keys)| LeftOut {
        what,
        count: keys.len(),
        bound: MAX_ENDPOINTS,
    });
    left_out.collect()
}

impl Claim<'_> {
    fn key(&self) -> Option<Key> {
        Some(Key {
            side: self.candidate.side,
            method: self.candidate.method,
            address: self.address?,
            port: self.candidate.port,
        })
    }
}

/// All claims in the order in which they are granted.
fn claims<'a>(candidates: &'a Candidates, answers: &Answers) -> Vec<Claim<'a>> {
    let mut sides: BTreeMap<Side, BTreeMap<Option<Service>, Vec<Vec<Claim<'a>>>>> = BTreeMap::new();
    for (place, (host, of_host)) in candidates.hosts.iter().enumerate() {
        let mut by_service: BTreeMap<(Side, Option<Service>), Vec<&Candidate>> = BTreeMap::new();
        for candidate in of_host {
            let of_service = by_service.entry((candidate.side, candidate.origin.service));
            of_service.or_default().push(candidate);
        }
        // Where each host has but one place, both families are seen.
        let families = match place % 2 {
            0 => [Family::V4, Family::V6],
            _ => [Family::V6, Family::V4],
        };
        let addresses = addresses(host, families, answers);
        for ((side, service), candidates) in by_service {
            let claims = addresses.iter().flat_map(|address| {
                candidates.iter().map(|candidate| Claim {
                    candidate,
                    address: *address,
                })
            });
            let of_side = sides.entry(side).or_default();
            of_side.entry(service).or_default().push(claims.collect());
        }
    }
    let sides = sides
        .into_values()
        .map(|services| in_turns(services.into_values().map(in_turns)));
    in_turns(sides)
}

/// The addresses of a host, the families in turns; `None` for each one that
/// there may be.
fn addresses(host: &str, families: [Family; 2], answers: &Answers) -> Vec<Option<IpAddr>> {
    in_turns(
        families
            .into_iter()
            .map(|family| match answers.addresses(host, family) {
                Some(known) => known.iter().copied().map(Some).collect(),
                None => vec![None; MAX_ADDRESSES],
            }),
    )
}

/// One item of each list, then one more of each, until all are used up.
fn in_turns<T>(lists: impl IntoIterator<Item = Vec<T>>) -> Vec<T> {
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    let mut all = Vec::new();
    while !lists.is_empty() {
        lists.retain_mut(|list| match list.next() {
            Some(item) => {
                all.push(item);
                true
            }
            None => false,
        });
    }
    all
}

#[cfg(test)]
mod tests;
