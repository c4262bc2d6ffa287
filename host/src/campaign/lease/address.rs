//! Addresses as keys.

use std::net::IpAddr;

/// The key of a lease on an address. A bucket's keys have no colons.
pub(super) fn key(address: IpAddr, slot: usize) -> String {
    // An address in two forms is one address.
    match address.to_canonical() {
        IpAddr::V4(address) => format!("{address}.{slot}"),
        IpAddr::V6(address) => format!("{}.{slot}", address.to_string().replace(':', "-")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_no_colons_and_begin_and_end_with_a_digit() {
        for (address, expected) in [
            ("192.0.2.1", "192.0.2.1.3"),
            ("::ffff:192.0.2.1", "192.0.2.1.3"),
            ("2001:db8::1", "2001-db8--1.3"),
            ("::1", "--1.3"),
        ] {
            assert_eq!(key(address.parse().unwrap(), 3), expected);
        }
    }
}
