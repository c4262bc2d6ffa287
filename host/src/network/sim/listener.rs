//! What answers at an address and port.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::pipe::SimStream;

/// What happens at an address and port.
#[derive(Clone)]
pub enum Listener {
    /// Nothing listens: RST.
    Refuse,
    /// A firewall swallows everything.
    Blackhole,
    /// A router says that there is no way.
    Unreachable,
    /// The prober's own machine has nothing left to connect with.
    InsufficientResources,
    /// A server.
    Serve(Arc<dyn Service>),
}

/// Serves connections.
pub trait Service: Send + Sync {
    /// Serves one, until the future is done; then it is closed.
    fn serve(&self, stream: SimStream) -> BoxFuture<'static, ()>;
}

impl<F, R> Service for F
where
    F: Fn(SimStream) -> R + Send + Sync,
    R: Future<Output = ()> + Send + 'static,
{
    fn serve(&self, stream: SimStream) -> BoxFuture<'static, ()> {
        self(stream).boxed()
    }
}

impl<S: Service + 'static> From<S> for Listener {
    fn from(service: S) -> Self {
        Self::Serve(Arc::new(service))
    }
}
