//! How wide text may be.

use std::ops::RangeInclusive;

/// The width where there is no terminal.
const DEFAULT: usize = 100;
/// The narrowest that is laid out, and the widest that stays readable.
const BOUNDS: RangeInclusive<usize> = 40..=140;

/// In columns.
pub(super) fn columns(to_terminal: bool) -> usize {
    if !to_terminal {
        return DEFAULT;
    }
    let (_, columns) = console::Term::stdout().size();
    usize::from(columns).clamp(*BOUNDS.start(), *BOUNDS.end())
}
