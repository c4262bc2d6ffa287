//! A connection that is watched for an early end.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::visit::Visit;
use crate::network::error::TcpError;
use crate::network::traits::BoxStream;
use crate::queue::Permit;

/// Who has sent so many bytes has taken the connection: a certificate is longer, an
/// error that tells why there is none shorter.
const TAKEN_BYTES: usize = 1_024;
/// Whom the checker leaves after less than this has said why it is not taken: a
/// stream with its error is shorter, a handshake with the smallest certificate longer.
const DISMISSED_BYTES: usize = 600;

/// A connection with its places, which are free again when it is closed.
pub(super) struct Watched {
    stream: BoxStream,
    visit: Visit,
    received: usize,
    // In this order: who comes after on the own place finds the other one free.
    _place: Permit,
    _own: Permit,
}

impl Watched {
    pub(super) fn new(stream: BoxStream, visit: Visit, place: Permit, own: Permit) -> Self {
        Self {
            stream,
            visit,
            received: 0,
            _place: place,
            _own: own,
        }
    }

    /// The peer closed it.
    fn ended(&self) {
        if self.received < TAKEN_BYTES {
            self.visit.cut_off();
        }
    }

    fn failed(&self, error: &io::Error) {
        if TcpError::from(io::Error::from(error.kind())) == TcpError::Reset {
            self.ended();
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // Not who said nothing: that is no answer at all.
        if (1..DISMISSED_BYTES).contains(&self.received) {
            self.visit.cut_off();
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let is_room = buffer.remaining() > 0;
        let read = ready!(Pin::new(&mut self.stream).poll_read(context, buffer));
        let count = buffer.filled().len() - before;
        self.received = self.received.saturating_add(count);
        match &read {
            Ok(()) if count == 0 && is_room => self.ended(),
            Ok(()) => {}
            Err(error) => self.failed(error),
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes));
        if let Err(error) = &written {
            self.failed(error);
        }
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
