//! Declares one rule twice.

use checker_guests::{CheckerDefinition, Hostile, definition};

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        let mut definition = definition("hostile");
        let again = definition.rules.clone();
        definition.rules.extend(again);
        definition
    }
}

checker_guests::export!(Guest);
