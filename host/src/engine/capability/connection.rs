//! A connection in a guest's hands.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::Mutex;

use crate::engine::activity::Established;
use crate::network::BoxStream;

/// The most bytes that one read hands over.
pub(super) const MAX_READ: usize = 64 * 1024;

/// A connection, for any number of readers and writers at once.
#[derive(Clone)]
#[expect(unreachable_pub, reason = "named by the generated bindings")]
pub struct Connection(Arc<Inner>);

struct Inner {
    reader: Mutex<ReadHalf<BoxStream>>,
    writer: Mutex<Writer>,
    established: Established,
}

struct Writer {
    half: WriteHalf<BoxStream>,
    /// What a cancelled write left behind.
    pending: Vec<u8>,
}

impl Connection {
    pub(super) fn new(stream: BoxStream, established: Established) -> Self {
        let (reader, half) = tokio::io::split(stream);
        Self(Arc::new(Inner {
            reader: Mutex::new(reader),
            writer: Mutex::new(Writer {
                half,
                pending: Vec::new(),
            }),
            established,
        }))
    }

    /// Reads what is there, at most `max` bytes; nothing at the end. Being
    /// cancelled loses nothing.
    pub(super) async fn read(&self, max: usize) -> io::Result<Vec<u8>> {
        let mut buffer = Vec::with_capacity(max.min(MAX_READ));
        let mut reader = self.0.reader.lock().await;
        let mut reading = std::pin::pin!(reader.read_buf(&mut buffer));
        tokio::select! {
            biased;
            count = &mut reading => { count?; }
            flushed = self.flush_pending() => {
                flushed?;
                reading.await?;
            }
        }
        self.0.established.received(buffer.len());
        Ok(buffer)
    }

    /// Sends all of it, after what a cancelled write left behind.
    pub(super) async fn write(&self, data: &[u8]) -> io::Result<()> {
        self.0.established.sent(data.len());
        let mut writer = self.0.writer.lock().await;
        writer.pending.extend_from_slice(data);
        writer.flush().await
    }

    /// Sends what a cancelled write left behind; never done where there is
    /// nothing, or where a write is going on, which sends it.
    async fn flush_pending(&self) -> io::Result<()> {
        match self.0.writer.try_lock() {
            Ok(mut writer) if !writer.pending.is_empty() => writer.flush().await,
            _ => std::future::pending().await,
        }
    }
}

impl Writer {
    /// Sends everything that is pending. What is sent is forgotten at once, so
    /// being cancelled neither loses nor repeats a byte.
    async fn flush(&mut self) -> io::Result<()> {
        while !self.pending.is_empty() {
            let sent = self.half.write(&self.pending).await?;
            if sent == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.pending.drain(..sent);
        }
        self.half.flush().await
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use tokio::io::DuplexStream;

    use super::*;
    use crate::engine::activity::Activity;

    /// A connection whose network takes eight bytes at a time, and its peer.
    fn pair() -> (Connection, DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(8);
        let established = Arc::<Activity>::default()
            .connection(([192, 0, 2, 1], 5222).into())
            .established();
        (Connection::new(Box::new(ours), established), theirs)
    }

    /// Polls once and gives up.
    fn cancelled(future: impl Future) -> bool {
        let mut future = pin!(future);
        future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_pending()
    }

    #[tokio::test]
    async fn a_cancelled_read_loses_nothing() {
        let (connection, mut peer) = pair();
        assert!(cancelled(connection.read(4)));
        peer.write_all(b"abcdef").await.unwrap();
        assert_eq!(connection.read(4).await.unwrap(), b"abcd");
        assert_eq!(connection.read(4).await.unwrap(), b"ef");
        drop(peer);
        assert_eq!(connection.read(4).await.unwrap(), b"");
    }

    #[tokio::test]
    async fn what_a_cancelled_write_left_goes_out_before_the_next() {
        let (connection, mut peer) = pair();
        assert!(cancelled(connection.write(b"0123456789")));
        let mut received = [0; 12];
        let (written, read) = tokio::join!(connection.write(b"ab"), peer.read_exact(&mut received));
        written.unwrap();
        read.unwrap();
        assert_eq!(&received, b"0123456789ab");
    }

    #[tokio::test]
    async fn what_a_cancelled_write_left_goes_out_while_a_read_waits() {
        let (connection, mut peer) = pair();
        assert!(cancelled(connection.write(b"0123456789")));
        let mut received = [0; 10];
        let answer = async {
            peer.read_exact(&mut received).await.unwrap();
            peer.write_all(b"answer").await.unwrap();
        };
        let (read, ()) = tokio::join!(connection.read(100), answer);
        assert_eq!(read.unwrap(), b"answer");
        assert_eq!(&received, b"0123456789");
    }

    #[tokio::test]
    async fn a_peer_that_is_gone_is_an_error_to_a_writer() {
        let (connection, peer) = pair();
        drop(peer);
        assert!(connection.write(b"anybody?").await.is_err());
    }
}
