//! What a component sees of the world, and the seam where it can be replaced.

mod cache;
mod policy;
#[cfg(feature = "sim")]
pub mod sim;
mod system;
mod throttle;

pub use cache::CachedNetwork;
pub use policy::Policy;
pub use system::{Resolver, ResolverError, SystemNetwork};
pub use throttle::ThrottledNetwork;

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite};

/// An open connection.
pub type BoxStream = Box<dyn Stream>;

/// What a connection has to be able to do.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// DNS, TCP and the clock that goes with them.
pub trait Network: Send + Sync + 'static {
    /// Asks one question, in wire format, and returns the response, whose
    /// identifier is that of the query.
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>>;

    /// Opens a connection. Policy and budgets were checked before.
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>>;

    /// The monotonic clock: time since some moment of the network's choice.
    fn now(&self) -> Duration;

    /// Waits until the monotonic clock has reached `when`.
    fn wait_until(&self, when: Duration) -> BoxFuture<'_, ()>;

    /// The wall clock.
    fn wall(&self) -> SystemTime;

    /// The seed of the guests' randomness; `None` for the system's.
    fn seed(&self) -> Option<u64> {
        None
    }
}

/// Why a query got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DnsError {
    /// No answer in time.
    #[error("no answer from the resolver in time")]
    Timeout,
    /// No resolver could be reached.
    #[error("no resolver could be reached")]
    Unreachable,
    /// The bytes are no query.
    #[error("not a DNS query")]
    InvalidMessage,
    /// The response is no response to the query.
    #[error("the resolver's answer makes no sense")]
    InvalidResponse,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Why a connection could not be opened, or broke.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TcpError {
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// The peer broke it off.
    #[error("connection reset")]
    Reset,
    /// No answer; the network gave up.
    #[error("connection timed out")]
    TimedOut,
    /// The network says the peer cannot be reached.
    #[error("host unreachable")]
    Unreachable,
    /// This machine has no route for the address family.
    #[error("no route to this address family")]
    NoRoute,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<std::io::Error> for TcpError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::ConnectionRefused => Self::Refused,
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => {
                Self::Reset
            }
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Self::Unreachable,
            ErrorKind::AddrNotAvailable => Self::NoRoute,
            _ => Self::Other(error.to_string()),
        }
    }
}
