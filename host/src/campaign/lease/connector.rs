//! Connections within leases.

use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::{Leases, Shares};
use crate::network::{BoxStream, Connector, Held, Network, TcpError};

/// A connector that asks for the right to each connection first.
pub struct LeasedConnector {
    inner: Arc<dyn Connector>,
    leases: Leases,
    shares: Shares,
}

impl LeasedConnector {
    /// At most `per_address` connections to an address, over all who share the
    /// bucket of these leases.
    pub fn new(inner: Arc<dyn Connector>, leases: Leases, per_address: usize) -> Self {
        Self {
            inner,
            leases,
            shares: Shares::of(per_address),
        }
    }
}

impl Network {
    /// The same with at most so many connections to an address at a time, over
    /// all who share leases.
    #[must_use]
    pub fn leased(mut self, leases: &Leases, per_address: usize) -> Self {
        let connector = LeasedConnector::new(self.connector, leases.clone(), per_address);
        self.connector = Arc::new(connector);
        self
    }
}

impl Connector for LeasedConnector {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            let ticket = self.leases.ticket(remote.ip(), self.shares).await;
            // It is our own cap that is reached, and nobody's fault over there.
            let ticket = ticket.map_err(|_| TcpError::InsufficientResources)?;
            let stream = self.inner.connect(remote).await?;
            Ok(Held::boxed(stream, ticket))
        }
        .boxed()
    }
}
