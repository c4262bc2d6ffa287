//! The real network: hickory asks the resolvers, tokio connects.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use hickory_proto::op::{DnsRequest, DnsRequestOptions, DnsResponse, Message};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::tcp::TcpClientStream;
use hickory_resolver::net::udp::UdpClientStream;
use hickory_resolver::net::xfer::{DnsExchange, DnsHandle};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::{BoxStream, DnsError, Network, TcpError};

/// How long one resolver gets to answer over one transport.
const ATTEMPT: Duration = Duration::from_millis(3_000);
/// When an unanswered datagram is sent again.
const RESEND: Duration = Duration::from_millis(1_000);
/// How long all resolvers together get.
const TOTAL: Duration = Duration::from_millis(7_000);

/// The real network.
#[derive(Debug, Clone)]
pub struct SystemNetwork {
    resolver: Resolver,
    started: Instant,
}

/// The resolvers to ask, in order.
#[derive(Debug, Clone)]
pub struct Resolver {
    servers: Vec<SocketAddr>,
}

/// Why there is no resolver.
#[derive(Debug, thiserror::Error)]
#[error("the system's resolver configuration cannot be used: {0}; name a resolver with --resolver")]
pub struct ResolverError(String);

impl SystemNetwork {
    /// With the system's resolvers.
    pub fn from_system() -> Result<Self, ResolverError> {
        Ok(Self::new(Resolver::from_system()?))
    }

    /// With these resolvers.
    pub fn new(resolver: Resolver) -> Self {
        Self {
            resolver,
            started: Instant::now(),
        }
    }
}

impl Resolver {
    /// Those of `/etc/resolv.conf` or its like.
    pub fn from_system() -> Result<Self, ResolverError> {
        let (config, _) = hickory_resolver::system_conf::read_system_conf()
            .map_err(|error| ResolverError(error.to_string()))?;
        let mut servers: Vec<SocketAddr> = Vec::new();
        for server in config.name_servers() {
            let port = server
                .connections
                .first()
                .map_or(53, |connection| connection.port);
            let address = SocketAddr::new(server.ip, port);
            if !servers.contains(&address) {
                servers.push(address);
            }
        }
        match servers.is_empty() {
            true => Err(ResolverError("it names no server".into())),
            false => Ok(Self { servers }),
        }
    }

    /// These, in order.
    pub fn new(servers: Vec<SocketAddr>) -> Self {
        Self { servers }
    }

    async fn query(&self, bytes: &[u8]) -> Result<Vec<u8>, DnsError> {
        let message = Message::from_vec(bytes).map_err(|_| DnsError::InvalidMessage)?;
        if message.queries.len() != 1 {
            return Err(DnsError::InvalidMessage);
        }
        let id = message.metadata.id;
        let mut last = DnsError::Unreachable;
        for server in &self.servers {
            match exchange(*server, &message).await {
                Ok(response) => return Ok(with_id(response, id)),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// One server: UDP, and TCP where the answer did not fit.
async fn exchange(server: SocketAddr, message: &Message) -> Result<Vec<u8>, DnsError> {
    let provider = TokioRuntimeProvider::new();
    let udp = UdpClientStream::builder(server, provider.clone())
        .with_timeout(Some(ATTEMPT))
        .with_max_retries(2)
        .exchange();
    let response = send(&udp, message).await?;
    if !response.metadata.truncation {
        return Ok(response.into_buffer());
    }
    // RFC 7766 §5.
    let connecting = TcpClientStream::exchange(server, None, ATTEMPT, None, provider);
    let tcp = tokio::time::timeout(ATTEMPT, connecting)
        .await
        .map_err(|_| DnsError::Timeout)?
        .map_err(dns_error)?;
    Ok(send(&tcp, message).await?.into_buffer())
}

async fn send(
    exchange: &DnsExchange<TokioRuntimeProvider>,
    message: &Message,
) -> Result<DnsResponse, DnsError> {
    let mut options = DnsRequestOptions::default();
    options.retry_interval = RESEND;
    let mut message = message.clone();
    message.metadata.id = rand::random();
    let request = DnsRequest::new(message, options);
    match exchange.send(request).next().await {
        Some(Ok(response)) => Ok(response),
        Some(Err(error)) => Err(dns_error(error)),
        None => Err(DnsError::Unreachable),
    }
}

fn dns_error(error: NetError) -> DnsError {
    match error {
        NetError::Timeout => DnsError::Timeout,
        NetError::NoConnections | NetError::Io(_) => DnsError::Unreachable,
        NetError::Proto(_) => DnsError::InvalidResponse,
        other => DnsError::Other(other.to_string()),
    }
}

/// The response under the identifier of the guest's query.
fn with_id(mut response: Vec<u8>, id: u16) -> Vec<u8> {
    if let Some(field) = response.get_mut(..2) {
        field.copy_from_slice(&id.to_be_bytes());
    }
    response
}

impl Network for SystemNetwork {
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>> {
        async move {
            match tokio::time::timeout(TOTAL, self.resolver.query(&message)).await {
                Ok(answer) => answer,
                Err(_) => Err(DnsError::Timeout),
            }
        }
        .boxed()
    }

    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        async move {
            let stream = match TcpStream::connect(remote).await {
                Ok(stream) => stream,
                Err(error) if lacks_route(&error, remote) => return Err(TcpError::NoRoute),
                Err(error) => return Err(error.into()),
            };
            stream.set_nodelay(true)?;
            Ok(Box::new(Prompt(stream)) as BoxStream)
        }
        .boxed()
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn wait_until(&self, when: Duration) -> BoxFuture<'_, ()> {
        tokio::time::sleep_until((self.started + when).into()).boxed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A connection that acknowledges at once what it reads.
///
/// A server that sends an answer in two small segments (a session ticket, then
/// features) waits with the second until the first is acknowledged, unless it
/// switched Nagle's algorithm off; an acknowledgement that the kernel delays,
/// 40 ms on Linux, would be taken for the server's own slowness.
struct Prompt(TcpStream);

impl AsyncRead for Prompt {
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

impl AsyncWrite for Prompt {
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
fn lacks_route(error: &std::io::Error, remote: SocketAddr) -> bool {
    use std::io::ErrorKind;
    let suspicious = matches!(
        error.kind(),
        ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable | ErrorKind::Unsupported
    );
    if !suspicious {
        return false;
    }
    let any: SocketAddr = match remote {
        SocketAddr::V4(_) => (std::net::Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (std::net::Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    match std::net::UdpSocket::bind(any) {
        Ok(socket) => socket.connect(remote).is_err(),
        Err(_) => true,
    }
}
