//! A native program that makes the same connections and handshakes as a check
//! of one host, with the same TLS client and provider, and judges nothing.

use std::net::SocketAddr;
use std::sync::Arc;

use checker_host::network::Network;
use checker_kit::tls::{Config, TlsClient};
use checker_stream::header::opening;
use checker_stream::side::Side;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::DOMAIN;

/// All endpoints of a host, at once.
pub(crate) async fn visit(network: Arc<dyn Network>, addresses: &[&str], to_features: bool) {
    let config = Config::new().unwrap();
    let visits = addresses.iter().flat_map(|address| {
        [
            (5222, Side::Client, false),
            (5223, Side::Client, true),
            (5269, Side::Server, false),
            (5270, Side::Server, true),
        ]
        .map(|(port, side, direct)| {
            let remote = SocketAddr::new(address.parse().unwrap(), port);
            endpoint(network.clone(), &config, remote, side, direct, to_features)
        })
    });
    join_all(visits).await;
}

async fn endpoint(
    network: Arc<dyn Network>,
    config: &Config,
    remote: SocketAddr,
    side: Side,
    direct: bool,
    to_features: bool,
) {
    let mut stream = network.connect(remote).await.unwrap();
    let header = opening(side, DOMAIN, Some("checker.invalid"));
    let mut buffer = vec![0; 16 * 1024];
    if !direct {
        stream.write_all(header.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        while !contains(&said, b"</stream:features>") {
            let count = stream.read(&mut buffer).await.unwrap();
            said.extend_from_slice(&buffer[..count]);
        }
        let starttls = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
        stream.write_all(starttls).await.unwrap();
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0);
    }
    let alpn = side.alpn();
    let offered = [alpn];
    let offered: &[&str] = if direct { &offered } else { &[] };
    let mut tls = TlsClient::new(config, DOMAIN, offered).unwrap();
    if to_features {
        tls.write(header.as_bytes());
    }
    let mut said = Vec::new();
    loop {
        let bytes = tls.take_outgoing();
        if !bytes.is_empty() {
            stream.write_all(&bytes).await.unwrap();
        }
        let done = !to_features || contains(&said, b"</stream:features>");
        if !tls.is_handshaking() && done {
            break;
        }
        let count = stream.read(&mut buffer).await.unwrap();
        said.extend(tls.feed(&buffer[..count]).unwrap());
    }
    tls.close();
    let _ = stream.write_all(&tls.take_outgoing()).await;
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
