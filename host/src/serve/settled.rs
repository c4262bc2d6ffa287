//! What a check that somebody asked for came to.

use std::sync::Arc;

use super::archive::{ArchiveError, Record};

/// What a job came to.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    /// A result that is found in the archive.
    Kept,
    /// A result that is only here.
    Held(Arc<Held>),
    /// No result, for this reason.
    Failed(Arc<str>),
    /// The run broke down.
    Broken,
}

/// A result that is not in the archive.
#[derive(Debug)]
pub(super) struct Held {
    /// The result.
    pub(super) record: Record,
    /// Why it is not there; `None` where there is no archive.
    pub(super) reason: Option<ArchiveError>,
}
