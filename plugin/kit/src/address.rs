//! What kind of network an address belongs to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// What kind of network an address belongs to (RFC 6890), as far as a checker
/// has to tell them apart: an address of one class says nothing to somebody in
/// another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressClass {
    /// Means the same to everybody, documentation included.
    Global,
    /// This machine.
    Loopback,
    /// Private, unique local, or shared by a carrier's customers.
    Private,
    /// This link; the metadata of clouds lives here, too.
    LinkLocal,
    /// Nothing to connect to: unspecified, multicast, reserved.
    Unusable,
}

/// The address that stands in the place of a host's name, with brackets or
/// without.
pub fn literal(host: &str) -> Option<IpAddr> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok()
}

impl AddressClass {
    /// The class of an address; an IPv6 address that stands for an IPv4
    /// address is of that one's class.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Self::of_v4(v4),
            IpAddr::V6(v6) => match embedded_v4(v6) {
                Some(v4) => Self::of_v4(v4),
                None => Self::of_v6(v6),
            },
        }
    }

    /// Whether a server at an address of this class may send a client on to an
    /// address of the other: to where everybody gets, or within its own
    /// network, but never from one kind of network into another.
    pub fn may_lead_to(self, other: Self) -> bool {
        match other {
            Self::Global => true,
            Self::Loopback | Self::Private | Self::LinkLocal => self == other,
            Self::Unusable => false,
        }
    }

    /// Whether it is everybody's own machine, or none at all: beside an address
    /// that means the same to everybody it leads to no server.
    pub fn is_nobodys(self) -> bool {
        matches!(self, Self::Loopback | Self::Unusable)
    }

    /// The class as people say it, after an article: `a private address`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::Unusable => "reserved",
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        match address.octets() {
            // RFC 1918, and RFC 6598 for what carriers share out.
            [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Self::Private,
            [127, ..] => Self::Loopback,
            // RFC 3927.
            [169, 254, ..] => Self::LinkLocal,
            // RFC 1122 §3.2.1.3, RFC 5771, RFC 1112 §4.
            [0, ..] | [224..=255, ..] => Self::Unusable,
            _ => Self::Global,
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        match address.segments() {
            [0, 0, 0, 0, 0, 0, 0, 0] => Self::Unusable,
            [0, 0, 0, 0, 0, 0, 0, 1] => Self::Loopback,
            // RFC 4193; RFC 3879 for the site-local addresses before it;
            // RFC 8215 for the translation prefix of local use.
            [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] | [0x64, 0xff9b, 1, ..] => Self::Private,
            // RFC 4291 §2.5.6.
            [0xfe80..=0xfebf, ..] => Self::LinkLocal,
            // RFC 4291 §2.7.
            [0xff00..=0xffff, ..] => Self::Unusable,
            _ => Self::Global,
        }
    }
}

/// The IPv4 address that an IPv6 address leads to.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        // IPv4-mapped (RFC 4291 §2.5.5.2), NAT64 (RFC 6052 §2.1).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        // 6to4 (RFC 3056 §2).
        [0x2002, high, low, ..] => (high, low),
        // IPv4-compatible (RFC 4291 §2.5.5.1), but not :: and ::1.
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => (high, low),
        _ => return None,
    };
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Some(Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(text: &str) -> AddressClass {
        AddressClass::of(text.parse().unwrap())
    }

    #[test]
    fn an_address_stands_for_a_host_with_brackets_or_without() {
        for text in ["2001:db8::1", "[2001:db8::1]", "192.0.2.1"] {
            assert!(literal(text).is_some(), "{text}");
        }
        for text in ["im.example.org", "[2001:db8::1]:5222", "192.0.2.999", ""] {
            assert_eq!(literal(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_are_known_in_disguise() {
        for (text, expected) in [
            ("10.0.0.1", AddressClass::Private),
            ("172.31.0.1", AddressClass::Private),
            ("172.32.0.1", AddressClass::Global),
            ("100.64.0.1", AddressClass::Private),
            ("::ffff:192.168.0.1", AddressClass::Private),
            ("64:ff9b::10.0.0.1", AddressClass::Private),
            ("fd00::1", AddressClass::Private),
            ("127.0.0.2", AddressClass::Loopback),
            ("::1", AddressClass::Loopback),
            ("::127.0.0.1", AddressClass::Loopback),
            ("2002:7f00:1::", AddressClass::Loopback),
            ("169.254.169.254", AddressClass::LinkLocal),
            ("fe80::1", AddressClass::LinkLocal),
            ("0.0.0.0", AddressClass::Unusable),
            ("::", AddressClass::Unusable),
            ("224.0.0.1", AddressClass::Unusable),
            ("255.255.255.255", AddressClass::Unusable),
            ("ff02::1", AddressClass::Unusable),
            ("192.0.2.1", AddressClass::Global),
            ("2001:db8::1", AddressClass::Global),
        ] {
            assert_eq!(class(text), expected, "{text}");
        }
    }

    #[test]
    fn no_kind_of_network_leads_into_another() {
        use AddressClass::{Global, LinkLocal, Loopback, Private, Unusable};
        let all = [Global, Loopback, Private, LinkLocal, Unusable];
        let allowed = |from: AddressClass| -> Vec<AddressClass> {
            let to = all.into_iter().filter(|to| from.may_lead_to(*to));
            to.collect()
        };
        assert_eq!(allowed(Global), [Global]);
        assert_eq!(allowed(Loopback), [Global, Loopback]);
        assert_eq!(allowed(Private), [Global, Private]);
        assert_eq!(allowed(LinkLocal), [Global, LinkLocal]);
    }
}
