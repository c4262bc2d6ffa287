//! A native program that makes the same connections and handshakes as a check
//! of one host, with the same sessions, TLS client and provider, and judges
//! nothing.

use std::net::SocketAddr;
use std::time::Duration;

use checker_host::network::Network;
use checker_kit::clock::Mark;
use checker_kit::tcp::TcpError;
use checker_kit::tls::Config;
use checker_stream::method::Method;
use checker_stream::session::{Depth, Session, SessionConfig};
use checker_stream::side::Side;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::world::DOMAIN;

/// All endpoints of a host, at once.
pub(crate) async fn visit(network: Network, addresses: &[&str], depth: Depth) {
    let tls = Config::new().unwrap();
    let visits = addresses.iter().flat_map(|address| {
        [
            (5222, Side::Client, Method::StartTls),
            (5223, Side::Client, Method::DirectTls),
            (5269, Side::Server, Method::StartTls),
            (5270, Side::Server, Method::DirectTls),
        ]
        .map(|(port, side, method)| {
            let remote = SocketAddr::new(address.parse().unwrap(), port);
            endpoint(network.clone(), remote, side, method, depth, &tls)
        })
    });
    join_all(visits).await;
}

async fn endpoint(
    network: Network,
    remote: SocketAddr,
    side: Side,
    method: Method,
    depth: Depth,
    tls: &Config,
) {
    let start = Instant::now();
    let now = || Mark::at(start.elapsed());
    let config = SessionConfig {
        side,
        opening: method.into(),
        depth,
        sni: DOMAIN,
        to: DOMAIN,
        from: (side == Side::Server).then_some("checker.invalid"),
        alpn: &[side.alpn()],
        tls,
    };
    let mut session = Session::new(config, now().plus(Duration::from_secs(60)), now());
    let mut stream = network.connector.connect(remote).await.unwrap();
    session.connected(now());
    let mut buffer = vec![0; 16 * 1024];
    loop {
        while let Some(bytes) = session.poll_transmit() {
            if stream.write_all(&bytes).await.is_err() {
                session.write_failed(TcpError::Reset);
            }
        }
        if session.is_done() {
            break;
        }
        match stream.read(&mut buffer).await.unwrap() {
            0 => session.receive_end(now()),
            count => session.receive(&buffer[..count], now()),
        }
    }
    assert_eq!(session.outcome().transcript.failure, None);
}
