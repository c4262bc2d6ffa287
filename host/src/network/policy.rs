//! Which destinations a check may connect to, decided on the address actually
//! connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Ports on which an XML greeting does harm: mail servers take the lines for
/// commands, and blocklists count them as abuse.
const DENIED_PORTS: [u16; 12] = [7, 9, 19, 22, 23, 25, 465, 587, 2525, 6000, 6379, 11211];

/// A policy.
#[derive(Debug, Clone)]
pub struct Policy {
    allow_private: bool,
    denied_ports: Vec<u16>,
}

impl Policy {
    /// Only global unicast addresses: for checks whose domain comes from
    /// strangers.
    pub fn public_only() -> Self {
        Self {
            allow_private: false,
            denied_ports: DENIED_PORTS.to_vec(),
        }
    }

    /// Every address: for one's own use and for test labs.
    pub fn allow_private() -> Self {
        Self {
            allow_private: true,
            ..Self::public_only()
        }
    }

    /// Replaces the list of ports that are never connected to.
    #[must_use]
    pub fn deny_ports(mut self, ports: Vec<u16>) -> Self {
        self.denied_ports = ports;
        self
    }

    /// Whether the destination is allowed; the error says why not.
    pub fn check(&self, remote: SocketAddr) -> Result<(), String> {
        if self.denied_ports.contains(&remote.port()) {
            return Err(format!("port {}", remote.port()));
        }
        if self.allow_private {
            return Ok(());
        }
        match reason(remote.ip()) {
            Some(reason) => Err(reason.to_owned()),
            None => Ok(()),
        }
    }
}

/// Why an address is not global unicast; `None` where it is.
fn reason(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => reason_v4(v4),
        IpAddr::V6(v6) => reason_v6(v6),
    }
}

/// The special-purpose registry of RFC 6890.
fn reason_v4(address: Ipv4Addr) -> Option<&'static str> {
    match address.octets() {
        [0, ..] => Some("unspecified address"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some("private address"),
        [127, ..] => Some("loopback address"),
        // Cloud metadata services live here, too.
        [169, 254, ..] => Some("link-local address"),
        // Azure's, at a public address.
        [168, 63, 129, 16] => Some("metadata address"),
        [100, 64..=127, ..] => Some("carrier-grade NAT address"),
        [192, 0, 0, _] => Some("protocol assignment address"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Some("documentation address"),
        [198, 18..=19, ..] => Some("benchmarking address"),
        [192, 88, 99, _] => Some("6to4 relay address"),
        [224..=239, ..] => Some("multicast address"),
        [240..=255, ..] => Some("reserved address"),
        _ => None,
    }
}

fn reason_v6(address: Ipv6Addr) -> Option<&'static str> {
    if let Some(inner) = embedded_v4(address) {
        return reason_v4(inner);
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("unspecified address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("loopback address"),
        [0xfe80..=0xfebf, ..] => Some("link-local address"),
        [0xfc00..=0xfdff, ..] => Some("private address"),
        [0xfec0..=0xfeff, ..] => Some("site-local address"),
        [0xff00..=0xffff, ..] => Some("multicast address"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some("documentation address"),
        [0x2001, 2, 0, ..] => Some("benchmarking address"),
        // RFC 6052 §3.1: the local-use NAT64 prefix.
        [0x64, 0xff9b, 1, ..] => Some("private address"),
        [0x100, 0, 0, 0, ..] => Some("discard address"),
        [0x2000..=0x3fff, ..] => None,
        _ => Some("reserved address"),
    }
}

/// The IPv4 address that an IPv6 address leads to.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match address.segments() {
        // IPv4-mapped (RFC 4291 §2.5.5.2).
        [0, 0, 0, 0, 0, 0xffff, high, low] => Some(v4(high, low)),
        // IPv4-compatible (RFC 4291 §2.5.5.1), but not :: and ::1.
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some(v4(high, low)),
        // NAT64 (RFC 6052 §2.1).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        // 6to4 (RFC 3056 §2).
        [0x2002, high, low, ..] => Some(v4(high, low)),
        // Teredo (RFC 4380 §4): the client's address, inverted.
        [0x2001, 0, _, _, _, _, high, low] => Some(v4(!high, !low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &Policy, text: &str) -> Result<(), String> {
        policy.check(text.parse().unwrap())
    }

    #[test]
    fn only_global_unicast_passes_the_public_policy() {
        let policy = Policy::public_only();
        for text in [
            "127.0.0.1:5222",
            "10.1.2.3:5222",
            "172.31.0.1:5222",
            "192.168.1.1:5222",
            "169.254.169.254:5222",
            "168.63.129.16:5222",
            "100.64.0.1:5222",
            "192.0.2.1:5222",
            "198.18.0.1:5222",
            "224.0.0.1:5222",
            "255.255.255.255:5222",
            "0.0.0.0:5222",
            "[::1]:5222",
            "[::]:5222",
            "[fe80::1]:5222",
            "[fd00::1]:5222",
            "[ff02::1]:5222",
            "[2001:db8::1]:5222",
            "[2001:2::1]:5222",
            "[fec0::1]:5222",
        ] {
            assert!(check(&policy, text).is_err(), "{text}");
        }
        for text in [
            "8.8.8.8:5222",
            "[2a00:1450:4001:80b::200e]:5222",
            "[2606:4700::1111]:5269",
        ] {
            assert_eq!(check(&policy, text), Ok(()), "{text}");
        }
    }

    #[test]
    fn ipv4_in_disguise_is_seen_through() {
        let policy = Policy::public_only();
        for text in [
            "[::ffff:127.0.0.1]:5222",
            "[::10.0.0.1]:5222",
            "[64:ff9b::192.168.0.1]:5222",
            "[2002:a00:1::1]:5222",
            "[2001:0:1:2:3:4:f5ff:fffe]:5222",
            "[64:ff9b:1::1]:5222",
        ] {
            assert!(check(&policy, text).is_err(), "{text}");
        }
        assert_eq!(check(&policy, "[64:ff9b::8.8.8.8]:5222"), Ok(()));
    }

    #[test]
    fn ports_where_xml_does_harm_are_denied_everywhere() {
        let policy = Policy::allow_private();
        assert_eq!(check(&policy, "127.0.0.1:25"), Err("port 25".into()));
        assert_eq!(check(&policy, "127.0.0.1:5222"), Ok(()));
    }
}
