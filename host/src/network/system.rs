//! The real network: hickory asks the resolvers, tokio connects.

mod clock;
mod connector;
mod resolver;

pub use clock::SystemClock;
pub use connector::SystemConnector;
pub use resolver::{ResolverError, SystemResolver};

use super::composed::Network;

impl Network {
    /// The real network, with these resolvers.
    pub fn system(resolver: SystemResolver) -> Self {
        Self::new(resolver, SystemConnector, SystemClock::default())
    }
}
