//! Who a checker says it is: an option that checkers share.

use crate::checker::{OptionField, Scope};
use crate::definition::option_field;

/// The option's identifier.
pub const OPTION: &str = "from";
/// The sender on server-to-server streams where none is configured.
///
/// RFC 6120 §4.7.1 asks for one, and it must be no domain that the target
/// serves: this one cannot exist (RFC 6761 §6.4).
pub const DEFAULT_FROM: &str = "checker.invalid";

/// The option, as a definition declares it.
pub fn field() -> OptionField {
    OptionField {
        scope: Scope::Admin,
        placeholder: DEFAULT_FROM.into(),
        default_value: Some(format!("\"{DEFAULT_FROM}\"")),
        ..option_field(
            OPTION,
            "Sender of server-to-server streams",
            "Domain that the prober claims to be. Never one that the target serves.",
        )
    }
}
