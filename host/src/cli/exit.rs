//! Exit codes, as monitoring plugins have them.

use crate::model::Status;

/// "Unknown", "error" and wrong usage.
pub(super) const UNKNOWN: u8 = 3;

/// The code for an overall status.
pub(super) fn code(status: Status) -> u8 {
    match status {
        Status::Ok | Status::Info => 0,
        Status::Warn => 1,
        Status::Crit => 2,
        Status::Unknown | Status::Error => UNKNOWN,
    }
}
