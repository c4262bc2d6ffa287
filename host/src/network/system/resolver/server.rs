//! One server: UDP, and TCP where the answer did not fit.

use std::net::SocketAddr;

use futures_util::StreamExt;
use hickory_net::NetError;
use hickory_net::runtime::RuntimeProvider;
use hickory_net::tcp::TcpClientStream;
use hickory_net::udp::UdpClientStream;
use hickory_net::xfer::{DnsExchange, DnsHandle};
use hickory_proto::op::{DnsRequest, DnsRequestOptions, DnsResponse, Message};

use super::patience::Patience;
use super::socket::Connected;
use crate::network::error::DnsError;

/// Asks a server, under an identifier of our own.
pub(super) async fn exchange(
    server: SocketAddr,
    message: &Message,
    patience: Patience,
) -> Result<DnsResponse, DnsError> {
    let provider = Connected::default();
    let udp = UdpClientStream::builder(server, provider.clone())
        .with_timeout(Some(patience.last))
        .with_max_retries(u8::try_from(patience.attempts).unwrap_or(u8::MAX))
        .exchange();
    let response = send(&udp, message, patience).await?;
    if !response.metadata.truncation {
        return Ok(response);
    }
    // RFC 7766 §5.
    let connecting = TcpClientStream::exchange(server, None, patience.last, None, provider);
    let tcp = tokio::time::timeout(patience.last, connecting)
        .await
        .map_err(|_| DnsError::Timeout)?
        .map_err(dns_error)?;
    send(&tcp, message, patience).await
}

async fn send<P: RuntimeProvider>(
    exchange: &DnsExchange<P>,
    message: &Message,
    patience: Patience,
) -> Result<DnsResponse, DnsError> {
    let mut options = DnsRequestOptions::default();
    options.retry_interval = patience.resend;
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
