//! No network at all.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use tokio::time::Instant;

use super::composed::Network;
use super::error::{DnsError, TcpError};
use super::traits::{BoxStream, Clock, Connector, Resolver};

/// A machine without a cable, on which it is always 1970 and nothing is left to
/// chance: what runs there depends on its arguments only.
struct Offline {
    started: Instant,
}

impl Network {
    /// A network that reaches nothing, for whatever needs none: definitions,
    /// stored results.
    pub fn offline() -> Self {
        let offline = || Offline {
            started: Instant::now(),
        };
        Self::new(offline(), offline(), offline()).seeded(0)
    }
}

impl Resolver for Offline {
    fn query(&self, _message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>> {
        ready(Err(DnsError::Unreachable)).boxed()
    }
}

impl Connector for Offline {
    fn connect(&self, _remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        ready(Err(TcpError::NoRoute)).boxed()
    }
}

impl Clock for Offline {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn wait_until(&self, when: Duration) -> BoxFuture<'_, ()> {
        tokio::time::sleep(when.saturating_sub(self.now())).boxed()
    }

    fn wall(&self) -> SystemTime {
        UNIX_EPOCH
    }
}
