//! A cap on the connections to one address over all checks: hosts that serve
//! many domains are not hit by all of them at once.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::by_address::ByAddress;
use super::composed::Network;
use super::error::TcpError;
use super::held::Held;
use super::traits::{BoxStream, Connector};
use crate::queue::Queue;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

/// Addresses that are not in use are forgotten when so many are known.
const MAX_ADDRESSES: usize = 10_000;

/// A connector that has only so many connections to an address open at a time;
/// further ones wait.
pub struct ThrottledConnector {
    inner: Arc<dyn Connector>,
    per_address: usize,
    queues: ByAddress<Queue>,
}

impl ThrottledConnector {
    /// At most `per_address` connections of `inner` to an address.
    pub fn new(inner: Arc<dyn Connector>, per_address: usize) -> Self {
        Self {
            inner,
            per_address,
            queues: ByAddress::default(),
        }
    }

    fn queue(&self, address: IpAddr) -> Queue {
        let in_use = |queue: &Queue| queue.in_use() > 0 || queue.is_shared();
        let make = || Queue::new(self.per_address);
        self.queues.at_of_few(address, MAX_ADDRESSES, in_use, make)
    }
}

impl Network {
    /// The same with at most so many connections to an address at a time.
    #[must_use]
    pub fn throttled(mut self, per_address: usize) -> Self {
        self.connector = Arc::new(ThrottledConnector::new(self.connector, per_address));
        self
    }
}

impl Connector for ThrottledConnector {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            let permit = self.queue(remote.ip()).permit().await;
            let stream = self.inner.connect(remote).await?;
            Ok(Held::boxed(stream, permit))
        }
        .boxed()
    }
}
