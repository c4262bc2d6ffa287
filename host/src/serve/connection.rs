//! Connections: accepted up to a bound, given up when they are slow, finished
//! when the server ends.

mod backoff;
mod entrance;
mod identified;
mod listen;
mod patience;
mod reserve;

pub(super) use entrance::Entrance;
pub(super) use listen::listen;
pub(super) use reserve::RESERVE;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;

use backoff::Backoff;
use entrance::Admitted;
use identified::Identified;
use patience::Patience;

/// How long a client may take to send the head of a request, and how long a
/// connection may lie idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may take to read a piece of the answer.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a client may take to read the whole answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);
/// How long a connection of the reserve is kept.
const RESERVE_TIMEOUT: Duration = Duration::from_secs(5);
/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// The most header fields.
const MAX_HEADERS: usize = 64;

/// Serves until `end`, then until all requests are done or `grace` is over.
///
/// All who come are let in at once: who waited at the door would keep out those
/// behind, a question for the server's health among them. Those for whom there
/// is no place are told so, see [`entrance`].
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    entrance: Entrance,
    end: impl Future<Output = ()>,
    grace: Duration,
) {
    let graceful = GracefulShutdown::new();
    let mut backoff = Backoff::default();
    let mut end = std::pin::pin!(end);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut end => break,
            accepted = accept(&listener, &mut backoff) => accepted,
        };
        let Some((stream, peer)) = accepted else {
            continue;
        };
        let identified = |refused| {
            let clients = entrance.clients().clone();
            Identified::new(router.clone(), peer.ip(), clients, refused)
        };
        match entrance.admit(peer.ip()).await {
            Admitted::Place(place) => {
                let connection = graceful.watch(converse(stream, identified(None), true));
                tokio::spawn(async move {
                    // What a client does to its connection is its own affair.
                    let _ = connection.await;
                    drop(place);
                });
            }
            Admitted::Reserve(stay, why) => {
                let service = identified(Some(why));
                tokio::spawn(stay.during(async move {
                    let connection = converse(stream, service, false);
                    let _ = tokio::time::timeout(RESERVE_TIMEOUT, connection).await;
                }));
            }
        }
    }
    drop(listener);
    tracing::info!(
        grace_seconds = grace.as_secs(),
        "ending: no new connections, work in progress may finish"
    );
    match tokio::time::timeout(grace, graceful.shutdown()).await {
        Ok(()) => tracing::info!("ended: all work was finished"),
        Err(_) => tracing::warn!("ended: some work was cut off"),
    }
}

/// The next connection; `None` where there was none to be had, after a pause
/// where trying again at once would be no use.
async fn accept(listener: &TcpListener, backoff: &mut Backoff) -> Option<(TcpStream, SocketAddr)> {
    match listener.accept().await {
        Ok(accepted) => {
            backoff.over();
            Some(accepted)
        }
        Err(error) => {
            if let Some(pause) = backoff.after(&error) {
                tokio::time::sleep(pause).await;
            }
            None
        }
    }
}

type Slow = Patience<std::pin::Pin<Box<TimeoutStream<TcpStream>>>>;
type Connection = http1::Connection<TokioIo<Slow>, Identified>;

/// Speaks HTTP, for one request or for as many as come.
fn converse(stream: TcpStream, service: Identified, again: bool) -> Connection {
    // It only costs latency where it fails.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS)
        .keep_alive(again)
        .serve_connection(
            TokioIo::new(Patience::new(Box::pin(stream), ANSWER_TIMEOUT)),
            service,
        )
}

#[cfg(test)]
mod tests {
    use axum::Extension;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::serve::clients::Clients;
    use crate::serve::shares::{NoRoom, Shares};
    use crate::serve::subnet::Subnet;

    /// A server that says what it would refuse requests for.
    async fn start(all: usize, own: usize, trusted: &[Subnet]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let say = |refused: Option<Extension<NoRoom>>| async move {
            match refused {
                None => "a place",
                Some(Extension(NoRoom::All)) => "none is left",
                Some(Extension(NoRoom::Own)) => "no more for you",
            }
        };
        let router = Router::new().route("/", get(say));
        let entrance = Entrance::new(
            Shares::new(all, own),
            Clients::new(trusted.to_vec(), Vec::new()),
        );
        let end = std::future::pending();
        tokio::spawn(serve(listener, router, entrance, end, Duration::ZERO));
        address
    }

    /// A connection that says nothing.
    async fn silent(address: SocketAddr) -> TcpStream {
        TcpStream::connect(address).await.unwrap()
    }

    async fn ask(mut stream: TcpStream) -> String {
        let request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        body.to_owned()
    }

    #[tokio::test]
    async fn whoever_finds_no_place_is_heard_all_the_same() {
        let address = start(2, 2, &Subnet::LOOPBACK).await;
        let first = silent(address).await;
        let _second = silent(address).await;
        // More than the reserve has room for; none of them is in the way.
        let mut more = Vec::new();
        for _ in 0..2 * RESERVE {
            more.push(silent(address).await);
        }
        assert_eq!(ask(silent(address).await).await, "none is left");
        assert_eq!(ask(first).await, "a place");
    }

    #[tokio::test]
    async fn one_client_does_not_get_all_places() {
        let address = start(9, 1, &[]).await;
        let first = silent(address).await;
        assert_eq!(ask(silent(address).await).await, "no more for you");
        assert_eq!(ask(first).await, "a place");
    }
}
