//! How much of the DNS a check waits for and takes.

use std::time::Duration;

/// How long the lookups of one round may take: a resolver that has to try
/// several servers needs some seconds, one that takes longer does not answer.
pub const TIMEOUT: Duration = Duration::from_secs(8);

/// The most addresses of one host and family that are connected to.
pub const MAX_ADDRESSES: usize = 8;
