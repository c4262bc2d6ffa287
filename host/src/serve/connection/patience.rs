//! How long an answer may take to be read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A stream whose other end has a bounded time to take what is written: from the
/// first time that it keeps a writer waiting until it says something again.
/// Then writing fails with [`io::ErrorKind::TimedOut`].
pub(super) struct Patience<S> {
    stream: S,
    total: Duration,
    /// Runs while an answer is behind.
    end: Option<Pin<Box<Sleep>>>,
}

impl<S> Patience<S> {
    pub(super) fn new(stream: S, total: Duration) -> Self {
        Self {
            stream,
            total,
            end: None,
        }
    }

    /// Whether what had to wait has waited too long.
    fn waited(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let total = self.total;
        let end = self.end.get_or_insert_with(|| Box::pin(sleep(total)));
        ready!(end.as_mut().poll(context));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patience<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        // Whoever asks for the next thing has read the last.
        if buffer.filled().len() > before {
            self.end = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patience<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(written) => Poll::Ready(written),
            Poll::Pending => self.waited(context).map(Err),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write_vectored(context, bytes) {
            Poll::Ready(written) => Poll::Ready(written),
            Poll::Pending => self.waited(context).map(Err),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const TOTAL: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_read_in_drips_is_given_up() {
        let (mut client, server) = duplex(1);
        let mut server = Patience::new(server, TOTAL);
        let answering = tokio::spawn(async move { server.write_all(&[0; 1_000]).await });
        let mut read = 0;
        while client.read_u8().await.is_ok() {
            read += 1;
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        let error = answering.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!((2..20).contains(&read), "{read}");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_again_has_the_whole_time_again() {
        let (mut client, server) = duplex(1);
        let mut server = Patience::new(server, TOTAL);
        let answering = tokio::spawn(async move {
            for _ in 0..9 {
                server.read_u8().await?;
                server.write_all(&[0; 3]).await?;
            }
            Ok::<_, io::Error>(())
        });
        for _ in 0..9 {
            client.write_u8(1).await.unwrap();
            tokio::time::sleep(Duration::from_secs(50)).await;
            client.read_exact(&mut [0; 3]).await.unwrap();
        }
        answering.await.unwrap().unwrap();
    }
}
