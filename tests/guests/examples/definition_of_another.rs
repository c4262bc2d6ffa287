//! Says that it is the XMPP checker.

use checker_guests::{CheckerDefinition, Hostile, definition};

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        definition("xmpp")
    }
}

checker_guests::export!(Guest);
