//! Where the servers of a domain are, and how far away.

use std::collections::BTreeSet;
use std::net::IpAddr;

use checker_stream::step::Step;

use crate::observation::{Endpoint, Observation};

/// The most places kept of one kind: who has more is no smaller for it.
const MOST: usize = 8;

/// The hosts that the records lead to.
pub(super) fn targets(observation: &Observation) -> Vec<String> {
    let hosts = observation.hosts.iter();
    first(hosts.map(|host| host.name.clone()))
}

/// The networks of the addresses of these endpoints.
pub(super) fn networks(endpoints: &[&Endpoint]) -> Vec<String> {
    first(endpoints.iter().map(|one| network(one.address)))
}

/// Half of the endpoints that went this step took no longer, in milliseconds.
pub(super) fn median_ms(endpoints: &[&Endpoint], step: Step) -> Option<u64> {
    let steps = endpoints.iter().flat_map(|one| &one.transcript.steps);
    let mut times: Vec<u64> = steps
        .filter(|time| time.step == step)
        .map(|time| time.micros / 1_000)
        .collect();
    times.sort_unstable();
    times.get(times.len().saturating_sub(1) / 2).copied()
}

/// What one site usually has: 256 addresses of IPv4, a /48 of IPv6 (RFC 6177
/// §2).
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

fn first(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: BTreeSet<String> = names.collect();
    names.into_iter().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_what_one_site_usually_has() {
        for (address, expected) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ] {
            assert_eq!(network(address.parse().unwrap()), expected);
        }
    }

    #[test]
    fn no_more_places_are_kept_than_fit() {
        let names = (0..100).map(|number| number.to_string());
        assert_eq!(first(names).len(), MOST);
    }
}
