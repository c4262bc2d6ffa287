//! Who a checker says it is.

/// The sender on server-to-server streams where none is configured.
///
/// RFC 6120 §4.7.1 asks for one, and it must be no domain that the target
/// serves: this one cannot exist (RFC 6761 §6.4).
pub const DEFAULT_FROM: &str = "checker.invalid";
