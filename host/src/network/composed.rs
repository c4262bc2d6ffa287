//! A network, put together from its parts.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::traits::{Clock, Connector, Resolver};

/// A resolver, a connector and the clock that goes with them.
#[derive(Clone)]
pub struct Network {
    /// Asks the DNS.
    pub resolver: Arc<dyn Resolver>,
    /// Opens connections.
    pub connector: Arc<dyn Connector>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The seed of the guests' randomness; `None` for the system's.
    pub seed: Option<u64>,
}

impl Network {
    /// A network of these parts, with the system's randomness.
    pub fn new(resolver: impl Resolver, connector: impl Connector, clock: impl Clock) -> Self {
        Self {
            resolver: Arc::new(resolver),
            connector: Arc::new(connector),
            clock: Arc::new(clock),
            seed: None,
        }
    }

    /// The same with randomness from a seed.
    #[must_use]
    pub fn seeded(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The wall clock in whole seconds since 1970-01-01T00:00:00Z; zero before
    /// that.
    pub fn wall_seconds(&self) -> i64 {
        let since = self.clock.wall().duration_since(UNIX_EPOCH);
        i64::try_from(since.unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
    }
}
