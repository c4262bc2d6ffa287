//! Datagrams through sockets that know their peer: only those are told when
//! nobody listens there (RFC 1122 §4.1.3.3).

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hickory_net::runtime::{DnsUdpSocket, RuntimeProvider, TokioRuntimeProvider, TokioTime};
use tokio::io::{Interest, ReadBuf};
use tokio::net::UdpSocket;

type Opening<T> = Pin<Box<dyn Send + Future<Output = io::Result<T>>>>;

/// What a socket is waited for. That nobody listens is no data: where the system
/// tells the two apart, whoever waits for data alone is not woken by it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const TROUBLE: Interest = Interest::ERROR;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const TROUBLE: Interest = Interest::READABLE;

/// Tokio, with such sockets.
#[derive(Clone, Default)]
pub(super) struct Connected(TokioRuntimeProvider);

/// A socket and its peer.
pub(super) struct ConnectedSocket {
    socket: UdpSocket,
    peer: SocketAddr,
}

impl RuntimeProvider for Connected {
    type Handle = <TokioRuntimeProvider as RuntimeProvider>::Handle;
    type Timer = TokioTime;
    type Udp = ConnectedSocket;
    type Tcp = <TokioRuntimeProvider as RuntimeProvider>::Tcp;

    fn create_handle(&self) -> Self::Handle {
        self.0.create_handle()
    }

    fn connect_tcp(
        &self,
        peer: SocketAddr,
        bind_to: Option<SocketAddr>,
        timeout: Option<Duration>,
    ) -> Opening<Self::Tcp> {
        self.0.connect_tcp(peer, bind_to, timeout)
    }

    fn bind_udp(&self, local: SocketAddr, peer: SocketAddr) -> Opening<Self::Udp> {
        Box::pin(async move {
            let socket = UdpSocket::bind(local).await?;
            socket.connect(peer).await?;
            Ok(ConnectedSocket { socket, peer })
        })
    }
}

impl DnsUdpSocket for ConnectedSocket {
    type Time = TokioTime;

    fn poll_recv_from(
        &self,
        context: &mut Context<'_>,
        bytes: &mut [u8],
    ) -> Poll<io::Result<(usize, SocketAddr)>> {
        let mut buffer = ReadBuf::new(bytes);
        let received = self.socket.poll_recv(context, &mut buffer);
        received.map_ok(|()| (buffer.filled().len(), self.peer))
    }

    fn recv_from<'a, 'b, 'c>(
        &'a self,
        bytes: &'b mut [u8],
    ) -> Pin<Box<dyn Future<Output = io::Result<(usize, SocketAddr)>> + Send + 'c>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        Box::pin(async move {
            loop {
                let news = self.socket.ready(TROUBLE.add(Interest::READABLE)).await?;
                if news.is_error() {
                    self.take_error()?;
                }
                match self.socket.try_recv(bytes) {
                    Ok(length) => return Ok((length, self.peer)),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(error) => return Err(error),
                }
            }
        })
    }

    // Some systems refuse an address where the socket has one.
    fn poll_send_to(
        &self,
        context: &mut Context<'_>,
        bytes: &[u8],
        _peer: SocketAddr,
    ) -> Poll<io::Result<usize>> {
        self.socket.poll_send(context, bytes)
    }
}

impl ConnectedSocket {
    fn take_error(&self) -> io::Result<()> {
        if let Some(error) = self.socket.take_error()? {
            return Err(error);
        }
        // Told once: the next error is news again.
        match self
            .socket
            .try_io(TROUBLE, || Err(io::ErrorKind::WouldBlock.into()))
        {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }
}
