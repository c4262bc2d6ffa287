//! Who asks: the peer of a connection, or whom a proxy asks for.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

use super::client::Client;
use super::subnet::Subnet;

/// The header in which proxies say whom they ask for: each adds the address that
/// it was asked from to the end. `Forwarded` (RFC 7239) would say the same; one
/// header and not two, since a proxy that writes one lets the other through as
/// whoever asks it wrote it.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Tells clients by where they come from.
#[derive(Debug, Clone, Default)]
pub(super) struct Clients {
    trusted: Vec<Subnet>,
    proxies: Vec<Subnet>,
}

impl Clients {
    /// Where clients are that may have all there is, and the proxies that are
    /// believed.
    pub(super) fn new(trusted: Vec<Subnet>, proxies: Vec<Subnet>) -> Self {
        Self { trusted, proxies }
    }

    /// Who has a connection. Those of a proxy are its clients', whom only the
    /// requests tell apart.
    pub(super) fn of_connection(&self, peer: IpAddr) -> Client {
        let client = self.of_address(peer);
        Client {
            trusted: client.trusted || self.is_proxy(peer),
            ..client
        }
    }

    /// Who makes a request.
    pub(super) fn of_request(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        self.of_address(self.address(peer, headers))
    }

    fn of_address(&self, address: IpAddr) -> Client {
        Client::of(address, &self.trusted)
    }

    /// The last address that no proxy of ours has: what stands before it, whoever
    /// asks can have written. What is no address ends the way, too.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let said = headers.get_all(FORWARDED_FOR).iter();
        let said: Vec<&str> = said.filter_map(|value| value.to_str().ok()).collect();
        let mut hops = said.iter().flat_map(|value| value.split(',')).rev();
        let mut hop = peer;
        while self.is_proxy(hop) {
            match hops.next().and_then(address) {
                Some(before) => hop = before,
                None => break,
            }
        }
        hop
    }

    fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|proxy| proxy.contains(address))
    }
}

/// An address as proxies write it, some with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let alone = bare.unwrap_or(text).parse().ok();
    alone.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn asked(peer: &str, said: &[&str]) -> Client {
        let proxies = ["10.0.0.0/24", "2001:db8:1::/48"].map(|one| one.parse().unwrap());
        let trusted = ["192.0.2.9"].map(|one| one.parse().unwrap());
        let clients = Clients::new(trusted.to_vec(), proxies.to_vec());
        let mut headers = HeaderMap::new();
        for value in said {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        clients.of_request(peer.parse().unwrap(), &headers)
    }

    fn network(peer: &str, said: &[&str]) -> String {
        asked(peer, said).network.to_string()
    }

    #[test]
    fn a_proxy_says_whom_it_asks_for() {
        assert_eq!(network(PROXY, &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(network(PROXY, &["192.0.2.1:4711"]), "192.0.2.1");
        assert_eq!(network(PROXY, &["[2001:db8::1]:4711"]), "2001:db8::");
        assert_eq!(network(PROXY, &["2001:db8::1"]), "2001:db8::");
        // Through two of ours.
        assert_eq!(network(PROXY, &["192.0.2.1, 2001:db8:1::7"]), "192.0.2.1");
    }

    #[test]
    fn what_the_client_wrote_itself_does_not_count() {
        assert_eq!(network(PROXY, &["203.0.113.9, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(network(PROXY, &["203.0.113.9", "192.0.2.1"]), "192.0.2.1");
        // Nor what is said by somebody who is no proxy.
        assert_eq!(network("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    }

    #[test]
    fn where_nothing_is_said_the_last_known_hop_asks() {
        for said in [&[][..], &[""], &["unknown"], &["192.0.2.1, _hidden"]] {
            assert_eq!(network(PROXY, said), PROXY, "{said:?}");
        }
        assert_eq!(network(PROXY, &["10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn a_client_behind_a_proxy_is_trusted_as_itself() {
        assert!(asked(PROXY, &["192.0.2.9"]).trusted);
        assert!(!asked(PROXY, &["192.0.2.1"]).trusted);
        assert!(!asked(PROXY, &[]).trusted);
    }

    #[test]
    fn the_connections_of_a_proxy_are_bounded_by_what_there_is() {
        let clients = Clients::new(Vec::new(), vec![PROXY.parse().unwrap()]);
        assert!(clients.of_connection(PROXY.parse().unwrap()).trusted);
        assert!(!clients.of_connection("192.0.2.1".parse().unwrap()).trusted);
    }
}
