//! What is published for other checkers to look at.

use checker_stream::method::Method;
use checker_stream::side::Side;
use serde::{Deserialize, Serialize};

/// A target and port that was probed, one for each discovery entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The entry's reference.
    pub r#ref: String,
    /// The SRV target, or the domain itself.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The side.
    pub side: Side,
    /// How TLS begins.
    pub method: Method,
}
