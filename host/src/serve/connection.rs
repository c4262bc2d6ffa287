//! Connections: accepted up to a bound, given up when they are slow, finished
//! when the server ends.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_io_timeout::TimeoutStream;

use crate::queue::Queue;

/// How many connections are open at once; further ones wait to be accepted.
const MAX_CONNECTIONS: usize = 2_048;
/// How long a client may take to send the head of a request, and how long a
/// connection may lie idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a client may take to read a piece of the answer.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// The most header fields.
const MAX_HEADERS: usize = 64;
/// How long to wait when there is no descriptor left for a connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `end`, then until all requests are done or `grace` is over.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    end: impl Future<Output = ()>,
    grace: Duration,
) {
    let queue = Queue::new(MAX_CONNECTIONS);
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    loop {
        let accept = async {
            let permit = queue.permit().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            biased;
            () = &mut end => break,
            accepted = accept => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let connection = graceful.watch(converse(stream, router.clone()));
        tokio::spawn(async move {
            // What a client does to its connection is its own affair.
            let _ = connection.await;
            drop(permit);
        });
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

type Connection = http1::Connection<
    TokioIo<std::pin::Pin<Box<TimeoutStream<TcpStream>>>>,
    TowerToHyperService<Router>,
>;

fn converse(stream: TcpStream, router: Router) -> Connection {
    // It only costs latency where it fails.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(router),
        )
}
