//! Connections of the operating system.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::network::error::TcpError;
use crate::network::traits::{BoxStream, Connector};

/// Connects to whatever the operating system can reach.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemConnector;

impl Connector for SystemConnector {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            let stream = match TcpStream::connect(remote).await {
                Ok(stream) => stream,
                Err(error) if lacks_route(&error, remote) => return Err(TcpError::NoRoute),
                Err(error) => return Err(error.into()),
            };
            stream.set_nodelay(true)?;
            Ok(Box::new(QuickAck(stream)) as BoxStream)
        }
        .boxed()
    }
}

/// A connection that acknowledges at once what it reads.
///
/// A server that sends an answer in two small segments (a session ticket, then
/// features) waits with the second until the first is acknowledged, unless it
/// switched Nagle's algorithm off; an acknowledgement that the kernel delays,
/// 40 ms on Linux, would be taken for the server's own slowness.
struct QuickAck(TcpStream);

impl AsyncRead for QuickAck {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // The kernel leaves this mode by itself; where it is not known, the
        // delay is all that is lost.
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let _ = self.0.set_quickack(true);
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for QuickAck {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// Whether it is this machine that has no way to the address: then even a
/// datagram socket, which sends nothing on connecting, cannot be directed there.
/// Where a datagram socket can be, an address that is not available is a port
/// to send from, of which there are none left.
fn lacks_route(error: &io::Error, remote: SocketAddr) -> bool {
    use io::ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkUnreachable, Unsupported};
    let suspicious = matches!(
        error.kind(),
        NetworkUnreachable | AddrNotAvailable | Unsupported
    );
    if !suspicious {
        return false;
    }
    let any: SocketAddr = match remote {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let directed = UdpSocket::bind(any).and_then(|socket| socket.connect(remote));
    directed.is_err_and(|error| {
        // Not: out of file descriptors.
        let no_family = matches!(
            error.kind(),
            NetworkUnreachable | HostUnreachable | AddrNotAvailable | Unsupported
        );
        no_family || is_unsupported_family(&error)
    })
}

/// EAFNOSUPPORT, for which there is no kind.
fn is_unsupported_family(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(libc::EAFNOSUPPORT);
    #[cfg(not(unix))]
    return error.raw_os_error().is_some();
}
