//! A connection in memory: bytes arrive after the link's delay, in pieces of
//! the shape's size.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// How many bytes may be on the way in one direction.
const WINDOW: usize = 256 * 1024;

/// How a server's bytes arrive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// The size of the pieces; 0 for as they were written.
    pub chunk: usize,
    /// The pause between two pieces.
    pub gap: Duration,
}

/// One end of a connection.
pub struct SimStream {
    incoming: Arc<Mutex<Direction>>,
    outgoing: Arc<Mutex<Direction>>,
    latency: Duration,
    shape: Shape,
    timer: Option<Pin<Box<Sleep>>>,
}

#[derive(Default)]
struct Direction {
    pieces: VecDeque<(Instant, Vec<u8>)>,
    in_flight: usize,
    end: Option<(Instant, End)>,
    reader_gone: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Closed,
    Reset,
}

/// The client's end and the server's end.
pub(super) fn pipe(latency: Duration, shape: Shape) -> (SimStream, SimStream) {
    let up = Arc::new(Mutex::new(Direction::default()));
    let down = Arc::new(Mutex::new(Direction::default()));
    let end = |incoming: &Arc<_>, outgoing: &Arc<_>, shape| SimStream {
        incoming: Arc::clone(incoming),
        outgoing: Arc::clone(outgoing),
        latency,
        shape,
        timer: None,
    };
    (end(&down, &up, Shape::default()), end(&up, &down, shape))
}

impl SimStream {
    /// Breaks the connection off: the other end sees RST instead of FIN.
    pub fn reset(self) {
        self.finish(End::Reset);
    }

    fn finish(&self, end: End) {
        let mut outgoing = lock(&self.outgoing);
        if outgoing.end.is_none() {
            let last = outgoing
                .pieces
                .back()
                .map_or_else(Instant::now, |(at, _)| *at);
            let at = last.max(Instant::now() + self.latency);
            outgoing.end = Some((at, end));
        }
        wake(&mut outgoing.reader);
    }

    /// Waits until `at`; ready once it is reached.
    fn wait(&mut self, at: Instant, context: &mut Context<'_>) -> Poll<()> {
        let timer = match &mut self.timer {
            Some(timer) => {
                timer.as_mut().reset(at);
                timer
            }
            None => self.timer.insert(Box::pin(tokio::time::sleep_until(at))),
        };
        timer.as_mut().poll(context)
    }
}

impl AsyncRead for SimStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            let next = {
                let mut incoming = lock(&self.incoming);
                if take_arrived(&mut incoming, buffer) {
                    return Poll::Ready(Ok(()));
                }
                let next = match (incoming.pieces.front(), incoming.end) {
                    (Some((at, _)), _) => Some(*at),
                    (None, Some((at, end))) if at <= Instant::now() => {
                        return Poll::Ready(match end {
                            End::Closed => Ok(()),
                            End::Reset => Err(io::ErrorKind::ConnectionReset.into()),
                        });
                    }
                    (None, Some((at, _))) => Some(at),
                    (None, None) => None,
                };
                incoming.reader = Some(context.waker().clone());
                next
            };
            match next {
                Some(at) => ready!(self.wait(at, context)),
                None => return Poll::Pending,
            }
        }
    }
}

impl AsyncWrite for SimStream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut outgoing = lock(&self.outgoing);
        if outgoing.reader_gone {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let room = WINDOW.saturating_sub(outgoing.in_flight).min(bytes.len());
        if room == 0 && !bytes.is_empty() {
            outgoing.writer = Some(context.waker().clone());
            return Poll::Pending;
        }
        let mut at = Instant::now() + self.latency;
        if let Some((last, _)) = outgoing.pieces.back() {
            at = at.max(*last);
        }
        let size = if self.shape.chunk == 0 {
            room.max(1)
        } else {
            self.shape.chunk
        };
        for piece in bytes[..room].chunks(size) {
            outgoing.pieces.push_back((at, piece.to_vec()));
            at += self.shape.gap;
        }
        outgoing.in_flight += room;
        wake(&mut outgoing.reader);
        Poll::Ready(Ok(room))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.finish(End::Closed);
        Poll::Ready(Ok(()))
    }
}

impl Drop for SimStream {
    fn drop(&mut self) {
        self.finish(End::Closed);
        let mut incoming = lock(&self.incoming);
        incoming.reader_gone = true;
        incoming.pieces.clear();
        wake(&mut incoming.writer);
    }
}

/// Moves what has arrived into the buffer; true if anything had. Pieces stay
/// apart: each read gives one, as each would come in a packet of its own.
fn take_arrived(incoming: &mut Direction, buffer: &mut ReadBuf<'_>) -> bool {
    let Some((at, piece)) = incoming.pieces.front_mut() else {
        return false;
    };
    if *at > Instant::now() {
        return false;
    }
    let count = piece.len().min(buffer.remaining());
    buffer.put_slice(&piece[..count]);
    piece.drain(..count);
    if piece.is_empty() {
        incoming.pieces.pop_front();
    }
    incoming.in_flight -= count;
    wake(&mut incoming.writer);
    true
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

fn lock(direction: &Mutex<Direction>) -> MutexGuard<'_, Direction> {
    direction.lock().unwrap_or_else(PoisonError::into_inner)
}
