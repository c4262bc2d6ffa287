//! Addresses with a beginning in common.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Addresses of one family whose first bits are the same (CIDR, RFC 4632).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subnet {
    first: IpAddr,
    prefix: u8,
}

/// What is no subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("give an address, or a network such as 10.0.0.0/8 or 2001:db8::/32")]
pub struct InvalidSubnet;

impl Subnet {
    /// The addresses of this machine, in both families.
    pub const LOOPBACK: [Self; 2] = [
        Self {
            first: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)),
            prefix: 8,
        },
        Self {
            first: IpAddr::V6(Ipv6Addr::LOCALHOST),
            prefix: 128,
        },
    ];

    /// The subnet of this address with so many bits in common; `None` where an
    /// address has fewer bits.
    pub fn of(address: IpAddr, prefix: u8) -> Option<Self> {
        let first = match address {
            IpAddr::V4(v4) => {
                let free = 32_u8.checked_sub(prefix)?;
                let mask = u32::MAX.checked_shl(free.into()).unwrap_or(0);
                Ipv4Addr::from_bits(v4.to_bits() & mask).into()
            }
            IpAddr::V6(v6) => {
                let free = 128_u8.checked_sub(prefix)?;
                let mask = u128::MAX.checked_shl(free.into()).unwrap_or(0);
                Ipv6Addr::from_bits(v6.to_bits() & mask).into()
            }
        };
        Some(Self { first, prefix })
    }

    /// Its first address.
    pub fn first(self) -> IpAddr {
        self.first
    }

    /// Whether it has this address. An IPv4 address in IPv6 clothes counts as
    /// what it is.
    pub fn contains(self, address: IpAddr) -> bool {
        Self::of(address.to_canonical(), self.prefix) == Some(self)
    }
}

impl FromStr for Subnet {
    type Err = InvalidSubnet;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| InvalidSubnet)?;
        let prefix = match prefix {
            Some(digits) => digits.parse().map_err(|_| InvalidSubnet)?,
            None if address.is_ipv4() => 32,
            None => 128,
        };
        Self::of(address, prefix).ok_or(InvalidSubnet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_has_the_addresses_that_begin_as_it_does() {
        for (subnet, within, without) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.9.8.7/8", "10.0.0.1", "9.255.255.255"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
            ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::/0", "2001:db8::1", "192.0.2.1"),
            ("192.0.2.0/24", "::ffff:192.0.2.9", "::ffff:192.0.3.9"),
        ] {
            let subnet: Subnet = subnet.parse().unwrap();
            assert!(subnet.contains(within.parse().unwrap()), "{within}");
            assert!(!subnet.contains(without.parse().unwrap()), "{without}");
        }
        let here = |address: &str| {
            let address = address.parse().unwrap();
            Subnet::LOOPBACK.iter().any(|own| own.contains(address))
        };
        assert!(here("127.0.0.1") && here("::1") && here("::ffff:127.0.0.2"));
        assert!(!here("192.0.2.1") && !here("::2"));
    }

    #[test]
    fn what_is_no_subnet_is_refused() {
        for text in [
            "",
            "/8",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/-1",
            "10.0.0/8",
            "localhost",
            "10.0.0.0/8/8",
        ] {
            assert_eq!(text.parse::<Subnet>(), Err(InvalidSubnet), "{text}");
        }
    }
}
