//! Crashes before it says what it is.

use checker_guests::{CheckerDefinition, Hostile};

struct Guest;

impl Hostile for Guest {
    fn definition() -> CheckerDefinition {
        panic!("no definition")
    }
}

checker_guests::export!(Guest);
