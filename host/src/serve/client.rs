//! Who asks, as far as places are shared out.

use std::net::IpAddr;

use super::subnet::Subnet;

/// What of an IPv6 address tells clients apart, in bits: one connection to the
/// internet has at least so many addresses (RFC 6177).
const V6_PREFIX: u8 = 64;

/// The client behind an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Client {
    /// An IPv4 address, or the first of the IPv6 addresses that count as one.
    pub(super) network: IpAddr,
    /// Whether it may take as much as there is: a platform and a Prometheus
    /// ask for many from one address.
    pub(super) trusted: bool,
}

impl Client {
    pub(super) fn of(peer: IpAddr, trusted: &[Subnet]) -> Self {
        let peer = peer.to_canonical();
        let network = match peer {
            IpAddr::V4(_) => None,
            IpAddr::V6(_) => Subnet::of(peer, V6_PREFIX).map(Subnet::first),
        };
        Self {
            network: network.unwrap_or(peer),
            trusted: trusted.iter().any(|subnet| subnet.contains(peer)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(peer: &str) -> IpAddr {
        Client::of(peer.parse().unwrap(), &[]).network
    }

    #[test]
    fn one_client_is_an_address_or_what_ipv6_gives_to_one() {
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("192.0.2.1"), network("::ffff:192.0.2.1"));
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1:2:3"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    }

    #[test]
    fn whoever_is_in_a_trusted_network_is_trusted() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let of = |peer: &str| Client::of(peer.parse().unwrap(), &trusted).trusted;
        assert!(of("10.1.2.3") && of("::ffff:10.1.2.3"));
        assert!(!of("127.0.0.1") && !of("2001:db8::1"));
    }
}
