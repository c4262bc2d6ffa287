//! The rules, in the order to show them.

mod at;
mod dnssec;
mod matches;
mod next_certificate;
mod records_present;
mod usable;

use checker_kit::rule::Rule;

use crate::case::Case;

/// All of them.
pub const ALL: &[Rule<Case>] = &[
    records_present::RULE,
    dnssec::RULE,
    usable::RULE,
    matches::RULE,
    next_certificate::RULE,
];
