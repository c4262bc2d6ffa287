//! How much of everything there is, and how much of it one client may have.

use super::settings::Settings;
use super::shares::Shares;

/// Of places for connections one client may have this part.
const CONNECTIONS_PART: usize = 16;
/// The most requests with a body that one client has in progress, from the
/// body's first byte to the answer.
const OWN_REQUESTS: usize = 16;
/// The most bytes of bodies that all requests in progress have brought.
const BODY_BYTES: usize = 256 * 1024 * 1024;
/// And those of one client.
const OWN_BODY_BYTES: usize = 16 * 1024 * 1024;
/// Of the checks that run at once, one client may have this part, those that
/// wait included: whoever comes second finds a place.
const CHECKS_PART: usize = 4;
/// The most results that are kept for people to look at.
const RESULTS: usize = 1_000;
/// And those of one client.
const OWN_RESULTS: usize = 100;

/// What is shared out.
pub(super) struct Bounds {
    /// Open connections.
    pub(super) connections: Shares,
    /// Requests with a body.
    pub(super) requests: Shares,
    /// What they have brought, in bytes.
    pub(super) body_bytes: Shares,
    /// Checks and collections that run or wait. How many that are in all is for
    /// the queue to say.
    pub(super) checks: Shares,
    /// Results that can be looked at.
    pub(super) results: Shares,
}

impl Bounds {
    /// The bounds of a server that has descriptors for so many connections.
    pub(super) fn new(settings: &Settings, connections: usize) -> Self {
        Self {
            connections: Shares::new(connections, connections.div_ceil(CONNECTIONS_PART)),
            requests: Shares::new(usize::MAX, OWN_REQUESTS),
            body_bytes: Shares::new(BODY_BYTES, OWN_BODY_BYTES),
            checks: Shares::new(usize::MAX, settings.max_checks.div_ceil(CHECKS_PART)),
            results: Shares::new(RESULTS, OWN_RESULTS),
        }
    }
}
