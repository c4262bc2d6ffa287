//! Says that it is nobody.

use checker_guests::{CheckerDefinition, Hostile, definition};

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        definition("")
    }
}

checker_guests::export!(Guest);
