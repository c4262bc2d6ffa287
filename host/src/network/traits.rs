//! The seams at which the outside world can be replaced.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite};

use super::error::{DnsError, TcpError};

/// An open connection.
pub type BoxStream = Box<dyn Stream>;

/// What a connection has to be able to do. Reads that are given up lose
/// nothing; reading nothing means that the peer closed its side.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Asks the DNS.
pub trait Resolver: Send + Sync + 'static {
    /// Asks one question, in wire format (RFC 1035 §4), and returns the
    /// response, whose identifier is that of the query. A response with an
    /// error code is a response.
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>>;
}

/// Opens connections.
pub trait Connector: Send + Sync + 'static {
    /// Opens a connection over TCP. Policy and budgets were looked at before.
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>>;
}

/// Time.
pub trait Clock: Send + Sync + 'static {
    /// The monotonic clock: time since some moment of its own choice.
    fn now(&self) -> Duration;

    /// Waits until the monotonic clock has reached `when`; returns at once
    /// where it has.
    fn wait_until(&self, when: Duration) -> BoxFuture<'_, ()>;

    /// The wall clock.
    fn wall(&self) -> SystemTime;
}
