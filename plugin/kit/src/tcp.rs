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
    Blocked(String),
    /// The host's budget for this check is used up.
    #[error("a limit of the host was reached")]
    Limit,
    /// Anything else.
    #[error("{0}")]
    Other(String),
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
            host::ErrorCode::AccessDenied(why) => Self::Blocked(why),
            host::ErrorCode::LimitExceeded => Self::Limit,
            host::ErrorCode::InvalidArgument => Self::Other("invalid address or port".into()),
            host::ErrorCode::Other(why) => {
                Self::Other(why.unwrap_or_else(|| "unknown network error".into()))
            }
        }
    }
}
