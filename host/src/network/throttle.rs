//! A cap on the connections to one address over all checks: hosts that serve
//! many domains are not hit by all of them at once.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{BoxStream, DnsError, Network, TcpError};

/// Addresses are forgotten when so many are known and not in use.
const MAX_ADDRESSES: usize = 10_000;

/// A network that connects to each address only so often at a time; further
/// connections wait.
pub struct ThrottledNetwork {
    inner: Arc<dyn Network>,
    cap: usize,
    addresses: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

impl ThrottledNetwork {
    /// At most `cap` connections to an address.
    pub fn new(inner: Arc<dyn Network>, cap: usize) -> Self {
        Self {
            inner,
            cap,
            addresses: Mutex::default(),
        }
    }

    fn places(&self, address: IpAddr) -> Arc<Semaphore> {
        let mut addresses = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= MAX_ADDRESSES {
            let cap = self.cap;
            addresses.retain(|_, places| {
                places.available_permits() < cap || Arc::strong_count(places) > 1
            });
        }
        addresses
            .entry(address)
            .or_insert_with(|| Arc::new(Semaphore::new(self.cap)))
            .clone()
    }
}

impl Network for ThrottledNetwork {
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>> {
        self.inner.query(message)
    }

    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            // The semaphore is never closed.
            let place = self.places(remote.ip()).acquire_owned().await.ok();
            let stream = self.inner.connect(remote).await?;
            Ok(Box::new(Held {
                stream,
                _place: place,
            }) as BoxStream)
        }
        .boxed()
    }

    fn now(&self) -> Duration {
        self.inner.now()
    }

    fn wait_until(&self, when: Duration) -> BoxFuture<'_, ()> {
        self.inner.wait_until(when)
    }

    fn wall(&self) -> SystemTime {
        self.inner.wall()
    }

    fn seed(&self) -> Option<u64> {
        self.inner.seed()
    }
}

/// A connection with its place.
struct Held {
    stream: BoxStream,
    _place: Option<OwnedSemaphorePermit>,
}

impl AsyncRead for Held {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Held {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
