//! What makes an endpoint one of its own.

use std::net::{IpAddr, SocketAddr};

use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::observation::Endpoint;

/// What makes an endpoint one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The side that is expected there.
    pub(super) side: Side,
    /// How TLS begins there.
    pub(super) method: Method,
    /// The address.
    pub(super) address: IpAddr,
    /// The port.
    pub(super) port: u16,
}

impl Key {
    /// The key of an endpoint.
    pub(super) fn of(endpoint: &Endpoint) -> Self {
        Self {
            side: endpoint.side,
            method: endpoint.method,
            address: endpoint.address,
            port: endpoint.port,
        }
    }

    /// Where to connect to.
    pub(super) fn remote(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }
}
