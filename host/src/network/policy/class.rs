//! What addresses are for (RFC 6890).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is none of the public Internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressClass {
    /// Unspecified, or of "this network".
    Unspecified,
    /// Loopback (RFC 1122, RFC 4291).
    Loopback,
    /// Private or unique local (RFC 1918, RFC 4193).
    Private,
    /// Shared by a carrier's customers (RFC 6598).
    Shared,
    /// Link-local (RFC 3927, RFC 4291).
    LinkLocal,
    /// Where a cloud keeps its metadata.
    Metadata,
    /// For documentation (RFC 5737, RFC 3849, RFC 9637).
    Documentation,
    /// For benchmarks (RFC 2544, RFC 5180).
    Benchmarking,
    /// Multicast.
    Multicast,
    /// Assigned to a protocol, or reserved.
    Reserved,
}

impl AddressClass {
    /// All classes.
    pub const ALL: [Self; 10] = [
        Self::Unspecified,
        Self::Loopback,
        Self::Private,
        Self::Shared,
        Self::LinkLocal,
        Self::Metadata,
        Self::Documentation,
        Self::Benchmarking,
        Self::Multicast,
        Self::Reserved,
    ];

    /// The class of an address; `None` for global unicast.
    pub fn of(address: IpAddr) -> Option<Self> {
        match address {
            IpAddr::V4(v4) => of_v4(v4),
            IpAddr::V6(v6) => of_v6(v6),
        }
    }
}

impl fmt::Display for AddressClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "unspecified address",
            Self::Loopback => "loopback address",
            Self::Private => "private address",
            Self::Shared => "carrier-grade NAT address",
            Self::LinkLocal => "link-local address",
            Self::Metadata => "metadata address",
            Self::Documentation => "documentation address",
            Self::Benchmarking => "benchmarking address",
            Self::Multicast => "multicast address",
            Self::Reserved => "reserved address",
        })
    }
}

/// The special-purpose registry of RFC 6890.
fn of_v4(address: Ipv4Addr) -> Option<AddressClass> {
    match address.octets() {
        [0, ..] => Some(AddressClass::Unspecified),
        // Amazon's and most others', Azure's at a public address, Alibaba's.
        [169, 254, 169, 254] | [168, 63, 129, 16] | [100, 100, 100, 200] => {
            Some(AddressClass::Metadata)
        }
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some(AddressClass::Private),
        [127, ..] => Some(AddressClass::Loopback),
        [169, 254, ..] => Some(AddressClass::LinkLocal),
        [100, 64..=127, ..] => Some(AddressClass::Shared),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Some(AddressClass::Documentation),
        [198, 18..=19, ..] => Some(AddressClass::Benchmarking),
        [224..=239, ..] => Some(AddressClass::Multicast),
        // Protocol assignments, relays of 6to4, reserved.
        [192, 0, 0, _] | [192, 88, 99, _] | [240..=255, ..] => Some(AddressClass::Reserved),
        _ => None,
    }
}

fn of_v6(address: Ipv6Addr) -> Option<AddressClass> {
    if let Some(inner) = embedded_v4(address) {
        return of_v4(inner);
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some(AddressClass::Unspecified),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some(AddressClass::Loopback),
        // Amazon's.
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] => Some(AddressClass::Metadata),
        [0xfe80..=0xfebf, ..] => Some(AddressClass::LinkLocal),
        // Unique local, site-local (RFC 3879), and local-use NAT64 (RFC 8215).
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] | [0x64, 0xff9b, 1, ..] => {
            Some(AddressClass::Private)
        }
        [0xff00..=0xffff, ..] => Some(AddressClass::Multicast),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Some(AddressClass::Documentation),
        [0x2001, 2, 0, ..] => Some(AddressClass::Benchmarking),
        [0x2000..=0x3fff, ..] => None,
        _ => Some(AddressClass::Reserved),
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

    fn class(text: &str) -> Option<AddressClass> {
        AddressClass::of(text.parse().unwrap())
    }

    #[test]
    fn every_class_of_the_registry_is_known() {
        use AddressClass::{
            Benchmarking, Documentation, LinkLocal, Loopback, Metadata, Multicast, Private,
            Reserved, Shared, Unspecified,
        };
        for (text, expected) in [
            ("0.0.0.0", Unspecified),
            ("0.1.2.3", Unspecified),
            ("127.0.0.1", Loopback),
            ("10.1.2.3", Private),
            ("172.31.0.1", Private),
            ("192.168.1.1", Private),
            ("100.64.0.1", Shared),
            ("169.254.1.1", LinkLocal),
            ("169.254.169.254", Metadata),
            ("168.63.129.16", Metadata),
            ("100.100.100.200", Metadata),
            ("192.0.2.1", Documentation),
            ("198.51.100.1", Documentation),
            ("203.0.113.1", Documentation),
            ("198.18.0.1", Benchmarking),
            ("224.0.0.1", Multicast),
            ("192.0.0.1", Reserved),
            ("192.88.99.1", Reserved),
            ("255.255.255.255", Reserved),
            ("::", Unspecified),
            ("::1", Loopback),
            ("fe80::1", LinkLocal),
            ("fd00::1", Private),
            ("fec0::1", Private),
            ("64:ff9b:1::1", Private),
            ("fd00:ec2::254", Metadata),
            ("2001:db8::1", Documentation),
            ("3fff::1", Documentation),
            ("2001:2::1", Benchmarking),
            ("ff02::1", Multicast),
            ("100::1", Reserved),
            ("4000::1", Reserved),
        ] {
            assert_eq!(class(text), Some(expected), "{text}");
        }
        for text in ["8.8.8.8", "2a00:1450:4001:80b::200e", "2606:4700::1111"] {
            assert_eq!(class(text), None, "{text}");
        }
    }

    #[test]
    fn ipv4_in_disguise_is_seen_through() {
        for (text, expected) in [
            ("::ffff:127.0.0.1", AddressClass::Loopback),
            ("::10.0.0.1", AddressClass::Private),
            ("64:ff9b::192.168.0.1", AddressClass::Private),
            ("2002:a00:1::1", AddressClass::Private),
            ("2001:0:1:2:3:4:f5ff:fffe", AddressClass::Private),
        ] {
            assert_eq!(class(text), Some(expected), "{text}");
        }
        assert_eq!(class("64:ff9b::8.8.8.8"), None);
    }
}
