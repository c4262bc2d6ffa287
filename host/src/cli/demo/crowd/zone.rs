//! What the domains with a number are called.

/// The zone that they are in.
pub(super) const ZONE: &str = "crowd.example";

/// The name of the domain of this number.
pub(super) fn name(number: u32) -> String {
    format!("d{number}.{ZONE}")
}
