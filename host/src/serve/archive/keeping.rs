//! What is kept of results, and for how long.

use std::path::PathBuf;
use std::time::Duration;

/// How results are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// Where.
    pub place: Place,
    /// For how long.
    pub duration: Duration,
    /// How many bytes they may take up; the oldest go first.
    pub max_bytes: u64,
}

/// Where results are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file; its folder is made where it is missing.
    File(PathBuf),
    /// In memory, for as long as the server runs.
    Memory,
}

impl Keeping {
    /// For how long results are kept where nothing else is said: 30 days.
    pub const DURATION: Duration = Duration::from_secs(30 * 24 * 3600);
    /// How many bytes they may take up where nothing else is said: 512 MiB.
    pub const MAX_BYTES: u64 = 512 * 1024 * 1024;

    /// Results in this place, as long and as many as is usual.
    pub fn at(place: Place) -> Self {
        Self {
            place,
            duration: Self::DURATION,
            max_bytes: Self::MAX_BYTES,
        }
    }
}
