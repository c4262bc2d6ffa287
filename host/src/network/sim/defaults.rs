//! When and how fast everything happens that is not told otherwise.

use std::time::Duration;

/// The one-way delay of a link.
pub const LATENCY: Duration = Duration::from_millis(10);
/// The wall clock at the beginning: 2026-01-15T12:00:00Z, in seconds since
/// 1970-01-01T00:00:00Z.
pub const EPOCH: u64 = 1_768_478_400;
