//! What one check of a survey ended with.

use std::time::Duration;

use crate::platform::{CheckError, Outcome};

/// What one check of a survey ended with.
#[derive(Debug)]
pub struct Surveyed {
    /// What was checked, as it was given.
    pub subject: String,
    /// The outcome, or why there is none.
    pub result: Result<Outcome, CheckError>,
    /// The processor time of its calls.
    pub processor_time: Duration,
}
