//! The program asks itself, for images without a shell.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a server does not count as healthy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unhealthy {
    /// It cannot be connected to.
    #[error("{0}")]
    Connect(#[from] std::io::Error),
    /// It does not speak HTTP as it should.
    #[error("{0}")]
    Http(#[from] hyper::Error),
    /// It answered with something other than success.
    #[error("/health answered {0}")]
    Status(StatusCode),
    /// It did not answer in time.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    TimedOut,
}

/// Whether a server answers `/health` at this address with success.
///
/// # Errors
///
/// What happened instead.
pub async fn healthcheck(listen: SocketAddr) -> Result<(), Unhealthy> {
    let asked = tokio::time::timeout(PATIENCE, ask(reachable(listen)));
    match asked.await {
        Ok(Ok(status)) if status.is_success() => Ok(()),
        Ok(Ok(status)) => Err(Unhealthy::Status(status)),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(Unhealthy::TimedOut),
    }
}

async fn ask(address: SocketAddr) -> Result<StatusCode, Unhealthy> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = hyper::Uri::from_static("/health");
    if let Ok(host) = address.to_string().parse() {
        request.headers_mut().insert(hyper::header::HOST, host);
    }
    Ok(sender.send_request(request).await?.status())
}

/// A server that listens everywhere is asked on the loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    match listen {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}
