//! TCP connections through the contract.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::bindings::checker::plugin::tcp as host;

/// The most that one read asks for, in bytes: a TLS record and its header.
const READ: u32 = 16 * 1024 + 256;

/// Why a connection could not be made or broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum TcpError {
    /// Nothing listens on the port.
    #[error("connection refused")]
    Refused,
    /// The peer broke the connection off.
    #[error("connection reset by the server")]
    Reset,
    /// The network gave up waiting.
    #[error("no answer (the network gave up waiting)")]
    TimedOut,
    /// The network says that the peer cannot be reached.
    #[error("host unreachable")]
    Unreachable,
    /// The prober has no route for this address family.
    #[error("the prober has no route to this address family")]
    NoRoute,
    /// The host's policy forbids the destination.
    #[error("blocked by policy: {0}")]
    Blocked(Denial),
    /// The prober's machine is out of descriptors, ports or memory.
    #[error("the prober's machine is out of file descriptors, ports or memory")]
    NoResources,
    /// The host's budget for this check is used up.
    #[error("a limit of the host was reached")]
    Limit,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// What the host's policy has against a destination (the classes of RFC 6890,
/// and ports).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Denial {
    /// The port.
    #[error("the port is denied")]
    Port,
    /// The unspecified address.
    #[error("unspecified address")]
    Unspecified,
    /// Loopback.
    #[error("loopback address")]
    Loopback,
    /// Private or unique local.
    #[error("private address")]
    Private,
    /// Shared by a carrier's customers.
    #[error("carrier-grade NAT address")]
    Shared,
    /// Link-local.
    #[error("link-local address")]
    LinkLocal,
    /// A cloud's metadata.
    #[error("metadata address")]
    Metadata,
    /// For documentation.
    #[error("documentation address")]
    Documentation,
    /// For benchmarks.
    #[error("benchmarking address")]
    Benchmarking,
    /// Multicast.
    #[error("multicast address")]
    Multicast,
    /// Reserved.
    #[error("reserved address")]
    Reserved,
}

impl TcpError {
    /// Whether the fault lies on the prober's side, so that nothing is known
    /// about the peer.
    pub fn is_local(&self) -> bool {
        match self {
            Self::NoRoute | Self::Blocked(_) | Self::NoResources | Self::Limit => true,
            Self::Refused | Self::Reset | Self::TimedOut | Self::Unreachable | Self::Other(_) => {
                false
            }
        }
    }
}

/// An open connection.
#[derive(Debug)]
pub struct Connection(host::Connection);

impl Connection {
    /// Opens a connection; race it with a deadline.
    pub async fn open(remote: SocketAddr) -> Result<Self, TcpError> {
        let remote = host::SocketAddress {
            address: match remote.ip() {
                IpAddr::V4(v4) => host::IpAddress::Ipv4(v4.octets().into()),
                IpAddr::V6(v6) => host::IpAddress::Ipv6(v6.segments().into()),
            },
            port: remote.port(),
        };
        Ok(Self(host::Connection::connect(remote).await?))
    }

    /// Reads what is there, waiting for at least one byte; empty at the end.
    pub async fn read(&self) -> Result<Vec<u8>, TcpError> {
        Ok(self.0.read(READ).await?)
    }

    /// Sends all of `data`.
    pub async fn write(&self, data: Vec<u8>) -> Result<(), TcpError> {
        Ok(self.0.write(data).await?)
    }
}

impl From<host::ErrorCode> for TcpError {
    fn from(code: host::ErrorCode) -> Self {
        match code {
            host::ErrorCode::ConnectionRefused => Self::Refused,
            host::ErrorCode::ConnectionReset => Self::Reset,
            host::ErrorCode::ConnectionClosed => Self::Other("connection closed".into()),
            host::ErrorCode::Timeout => Self::TimedOut,
            host::ErrorCode::RemoteUnreachable => Self::Unreachable,
            host::ErrorCode::NoRoute => Self::NoRoute,
            host::ErrorCode::AccessDenied(denial) => Self::Blocked(denial.into()),
            host::ErrorCode::LimitExceeded => Self::Limit,
            host::ErrorCode::InsufficientResources => Self::NoResources,
            host::ErrorCode::InvalidArgument => Self::Other("invalid address or port".into()),
            host::ErrorCode::Other(why) => {
                Self::Other(why.unwrap_or_else(|| "unknown network error".into()))
            }
        }
    }
}

impl From<host::Denial> for Denial {
    fn from(denial: host::Denial) -> Self {
        match denial {
            host::Denial::Port => Self::Port,
            host::Denial::Unspecified => Self::Unspecified,
            host::Denial::Loopback => Self::Loopback,
            host::Denial::Private => Self::Private,
            host::Denial::Shared => Self::Shared,
            host::Denial::LinkLocal => Self::LinkLocal,
            host::Denial::Metadata => Self::Metadata,
            host::Denial::Documentation => Self::Documentation,
            host::Denial::Benchmarking => Self::Benchmarking,
            host::Denial::Multicast => Self::Multicast,
            host::Denial::Reserved => Self::Reserved,
        }
    }
}
