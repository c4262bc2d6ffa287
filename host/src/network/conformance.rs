//! What every implementation of the network's parts has to do: run it against
//! one of your own.
//!
//! Each function panics with what is wrong. Wrappers are tried around something
//! that was found to conform.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says what failed by failing"
)]

use std::net::SocketAddr;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::{Duration, UNIX_EPOCH};

use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::error::{DnsError, TcpError};
use super::traits::{BoxStream, Clock, Connector, Resolver};

#[cfg(test)]
mod tests;

/// What a connector is tried on.
#[derive(Debug, Clone, Copy)]
pub struct Peers {
    /// Sends back what it receives, and closes when the other side does.
    pub echo: SocketAddr,
    /// Nothing listens here.
    pub refusing: SocketAddr,
    /// Closes in good order after the first bytes.
    pub closing: SocketAddr,
    /// Breaks off after the first bytes.
    pub resetting: SocketAddr,
}

/// What a resolver is tried on.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Has an A record.
    pub present: &'a str,
    /// Does not exist.
    pub absent: &'a str,
}

/// Tries a resolver.
pub async fn resolver(resolver: &dyn Resolver, names: Names<'_>) {
    for id in [0, 1, 0x1234, u16::MAX, 1] {
        let answer = ask(resolver, id, names.present).await;
        assert_eq!(answer.metadata.id, id, "the identifier is not the query's");
        assert_eq!(answer.metadata.message_type, MessageType::Response);
        assert!(!answer.answers.is_empty(), "the answer is empty");
    }
    // That there is no such name is an answer, and it has an identifier, too.
    let absent = ask(resolver, 7, names.absent).await;
    assert_eq!(absent.metadata.id, 7);
    assert!(absent.answers.is_empty());

    let many = (0..20).map(|id| ask(resolver, id, names.present));
    let answers = futures_util::future::join_all(many).await;
    let ids: Vec<u16> = answers.iter().map(|answer| answer.metadata.id).collect();
    assert_eq!(ids, (0..20).collect::<Vec<_>>(), "answers were mixed up");

    // A query that is given up is no trouble for the next.
    give_up(resolver.query(query(8, names.present)));
    assert_eq!(ask(resolver, 9, names.present).await.metadata.id, 9);

    let no_question = b"\0\x01\x01\0\0\0\0\0\0\0\0\0";
    let cut_off = b"\0\x01\x01\0\0\x01\0\0\0\0\0\0";
    for bytes in [&b""[..], b"\0", no_question, cut_off] {
        let refused = resolver.query(bytes.to_vec()).await;
        assert_eq!(refused, Err(DnsError::InvalidMessage), "{bytes:?}");
    }
}

/// Tries a connector.
pub async fn connector(connector: &dyn Connector, peers: Peers) {
    let refused = connector.connect(peers.refusing).await.err();
    assert_eq!(refused, Some(TcpError::Refused));

    let mut stream = open(connector, peers.echo).await;
    let mut buffer = [0; 16];
    // Nothing was sent yet, so nothing comes; the read is given up.
    give_up(stream.read(&mut buffer));
    stream.write_all(b"abcdef").await.unwrap();
    give_up(stream.read(&mut [0; 0]));
    let mut received = [0; 6];
    stream.read_exact(&mut received).await.unwrap();
    assert_eq!(&received, b"abcdef", "a read that was given up lost bytes");

    // Much at once arrives whole and in order, however it is cut.
    let much: Vec<u8> = (0..1_000_000u32).map(|number| number as u8).collect();
    let (mut reader, mut writer) = tokio::io::split(stream);
    let mut back = vec![0; much.len()];
    let (written, read) = tokio::join!(writer.write_all(&much), reader.read_exact(&mut back));
    written.unwrap();
    read.unwrap();
    assert!(much == back, "bytes were changed");

    // A connection that is dropped leaves its place to the next.
    drop((reader, writer));
    for _ in 0..3 {
        let mut stream = open(connector, peers.echo).await;
        stream.write_all(b"x").await.unwrap();
        assert_eq!(stream.read(&mut buffer).await.unwrap(), 1);
    }

    let closed = after_greeting(connector, peers.closing).await;
    assert_eq!(closed, Ok(0), "the end is no end");
    let reset = after_greeting(connector, peers.resetting).await;
    assert_eq!(reset, Err(TcpError::Reset));

    // An attempt that is given up is no trouble for the next.
    give_up(connector.connect(peers.echo));
    open(connector, peers.echo).await;
}

/// Tries a clock.
pub async fn clock(clock: &dyn Clock) {
    let mut last = clock.now();
    for _ in 0..1_000 {
        let now = clock.now();
        assert!(now >= last, "the monotonic clock went back");
        last = now;
    }
    let end = last + Duration::from_millis(5);
    clock.wait_until(end).await;
    assert!(clock.now() >= end, "the wait was over too early");

    let past = [Duration::ZERO, last, clock.now()];
    for when in past {
        // Not later than whatever is ready anyway.
        tokio::time::timeout(Duration::from_secs(60), clock.wait_until(when))
            .await
            .expect("a wait in the past does not end");
    }
    // A guest can ask for the end of time.
    give_up(clock.wait_until(Duration::from_nanos(u64::MAX)));
    give_up(clock.wait_until(Duration::MAX));

    assert!(clock.wall() >= UNIX_EPOCH, "the wall clock cannot be told");
}

/// Polls once; the future must not be done.
fn give_up(future: impl Future) {
    let mut context = Context::from_waker(Waker::noop());
    // What is ready at once cannot be given up, which is no fault.
    let _ = pin!(future).poll(&mut context);
}

async fn open(connector: &dyn Connector, remote: SocketAddr) -> BoxStream {
    match connector.connect(remote).await {
        Ok(stream) => stream,
        Err(error) => panic!("{remote}: {error}"),
    }
}

/// What a read returns after the first bytes were sent.
async fn after_greeting(connector: &dyn Connector, remote: SocketAddr) -> Result<usize, TcpError> {
    let mut stream = open(connector, remote).await;
    stream.write_all(b"hello").await?;
    Ok(stream.read(&mut [0; 16]).await?)
}

async fn ask(resolver: &dyn Resolver, id: u16, name: &str) -> Message {
    match resolver.query(query(id, name)).await {
        Ok(answer) => Message::from_vec(&answer).expect("the answer is no DNS message"),
        Err(error) => panic!("{name}: {error}"),
    }
}

fn query(id: u16, name: &str) -> Vec<u8> {
    let mut message = Message::new(id, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = true;
    let name = Name::from_ascii(name).expect("a name");
    message.add_query(Query::query(name, RecordType::A));
    message.to_vec().expect("a query")
}
