//! The forms of the identifiers of streams.

/// The fewest digits of a number of 64 random bits that is taken for one: one
/// in twenty thousand has fewer.
const MIN_DIGITS: usize = 15;

/// A number of 64 bits in decimal digits: ejabberd since 16.03 makes them of
/// random bits (`p1_rand:get_string`). Those of its ancestors have 32 bits, and
/// Openfire's base 36 has fewer characters.
pub(super) fn is_decimal(id: &str) -> bool {
    id.len() >= MIN_DIGITS
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && id.parse::<u64>().is_ok()
}

/// A UUID of random bits, in small letters (RFC 9562 §5.4): Prosody, Tigase and
/// others.
pub(super) fn is_random_uuid(id: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'4',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => is_hex(byte),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_of_64_bits() {
        assert!(is_decimal("16062079729352141388"));
        assert!(is_decimal("835200765691071492"));
        for other in [
            "",
            "3735928559",
            "99999999999999999999",
            "1606207972935214138a",
            "+6062079729352141388",
            "9qv3n1k8",
        ] {
            assert!(!is_decimal(other), "{other}");
        }
    }

    #[test]
    fn uuids_are_random_ones() {
        assert!(is_random_uuid("c6553869-9ee4-4e9f-a784-f4a381015f43"));
        for other in [
            "",
            "c6553869-9ee4-1e9f-a784-f4a381015f43",
            "c6553869-9ee4-4e9f-c784-f4a381015f43",
            "C6553869-9EE4-4E9F-A784-F4A381015F43",
            "c65538699ee44e9fa784f4a381015f43",
            "ö6553869-9ee4-4e9f-a784-f4a381015f4",
        ] {
            assert!(!is_random_uuid(other), "{other}");
        }
    }
}
