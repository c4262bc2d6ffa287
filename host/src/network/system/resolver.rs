//! The resolvers of the system, or others.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt};
use hickory_proto::op::{DnsRequest, DnsRequestOptions, DnsResponse, Message};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::tcp::TcpClientStream;
use hickory_resolver::net::udp::UdpClientStream;
use hickory_resolver::net::xfer::{DnsExchange, DnsHandle};

use crate::network::error::DnsError;
use crate::network::traits::Resolver;

/// How long one resolver gets to answer over one transport.
const ATTEMPT: Duration = Duration::from_millis(3_000);
/// When an unanswered datagram is sent again.
const RESEND: Duration = Duration::from_millis(1_000);
/// How long all resolvers together get.
const TOTAL: Duration = Duration::from_millis(7_000);

/// Asks recursive resolvers, in order, until one answers.
#[derive(Debug, Clone)]
pub struct SystemResolver {
    servers: Vec<SocketAddr>,
}

/// Why there is no resolver.
#[derive(Debug, thiserror::Error)]
#[error("the system's resolver configuration cannot be used: {0}")]
pub struct ResolverError(String);

impl SystemResolver {
    /// Those of `/etc/resolv.conf` or its like.
    ///
    /// # Errors
    ///
    /// Where that cannot be read, or names none.
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

    /// These.
    pub fn new(servers: Vec<SocketAddr>) -> Self {
        Self { servers }
    }

    async fn ask(&self, bytes: &[u8]) -> Result<Vec<u8>, DnsError> {
        let message = Message::from_vec(bytes).map_err(|_| DnsError::InvalidMessage)?;
        if message.queries.len() != 1 {
            return Err(DnsError::InvalidMessage);
        }
        let id = message.metadata.id;
        let mut failure = DnsError::Unreachable;
        for server in &self.servers {
            match exchange(*server, &message).await {
                Ok(response) => return Ok(with_id(response, id)),
                // Whatever else one server did says more than that another one
                // is not there.
                Err(error) if failure == DnsError::Unreachable => failure = error,
                Err(_) => {}
            }
        }
        Err(failure)
    }
}

impl Resolver for SystemResolver {
    fn query(&self, message: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, DnsError>> {
        async move {
            match tokio::time::timeout(TOTAL, self.ask(&message)).await {
                Ok(answer) => answer,
                Err(_) => Err(DnsError::Timeout),
            }
        }
        .boxed()
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
        // What timed out ends the stream of answers without one.
        None => Err(DnsError::Timeout),
    }
}

fn dns_error(error: NetError) -> DnsError {
    match error {
        NetError::Timeout => DnsError::Timeout,
        NetError::NoConnections => DnsError::Unreachable,
        NetError::Io(error) => DnsError::from(error.as_ref()),
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
