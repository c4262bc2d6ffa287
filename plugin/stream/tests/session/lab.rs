//! Drives a session against a scripted server.

use std::collections::VecDeque;
use std::sync::LazyLock;
use std::time::Duration;

use checker_kit::clock::Mark;
use checker_kit::tcp::TcpError;
use checker_kit::tls::Config;
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::opening::Opening;
use checker_stream::session::{Depth, Session, SessionConfig};
use checker_stream::side::Side;
use checker_stream::step::Step;
use checker_stream::transcript::{Probe, Transcript};

use crate::server::{Act, Sent, Server};

static TLS: LazyLock<Config> = LazyLock::new(|| Config::new().unwrap());
static OUTDATED: LazyLock<Config> = LazyLock::new(|| TLS.outdated());

/// How long each thing that arrives takes.
pub(crate) const STEP: Duration = Duration::from_millis(10);
/// When the time is up.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// A session's whole life.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) probe: Probe,
    /// Everything the session sent, write by write.
    pub(crate) writes: Vec<Vec<u8>>,
    /// The server afterwards.
    pub(crate) server: Server,
}

impl Run {
    pub(crate) fn transcript(&self) -> &Transcript {
        &self.probe.transcript
    }

    pub(crate) fn failure(&self) -> &ProbeFailure {
        self.transcript().failure.as_ref().unwrap()
    }

    /// It failed in this step, the last that was timed, for this reason.
    pub(crate) fn assert_failed(&self, step: Step, cause: FailureCause) {
        let failure = self.failure();
        assert_eq!((failure.step, &failure.cause), (step, &cause));
        assert_eq!(self.transcript().steps.last().unwrap().step, step);
    }
}

/// STARTTLS as a client, to the features.
pub(crate) fn config() -> SessionConfig<'static> {
    SessionConfig {
        side: Side::Client,
        opening: Opening::Stream,
        depth: Depth::Features,
        sni: "example.org",
        to: "example.org",
        from: None,
        alpn: &["xmpp-client"],
        tls: &TLS,
    }
}

/// The same with direct TLS.
pub(crate) fn direct() -> SessionConfig<'static> {
    SessionConfig {
        opening: Opening::DirectTls,
        ..config()
    }
}

/// A look for outdated cryptography.
pub(crate) fn outdated(config: SessionConfig<'static>) -> SessionConfig<'static> {
    SessionConfig {
        tls: &OUTDATED,
        ..config
    }
}

/// So many seconds after the start.
pub(crate) fn second(count: u64) -> Mark {
    Mark::at(Duration::from_secs(count))
}

pub(crate) fn begin(config: SessionConfig<'static>) -> Session<'static> {
    Session::new(config, Mark::at(DEADLINE), Mark::at(Duration::ZERO))
}

/// In which pieces what is sent arrives.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    /// Their lengths, over and over; none for everything in one piece.
    pub(crate) lengths: Vec<usize>,
    /// Whether the session is asked for an answer after each of them.
    pub(crate) poll: bool,
}

impl Cut {
    pub(crate) const WHOLE: Self = Self {
        lengths: Vec::new(),
        poll: false,
    };

    fn pieces<'b>(&self, mut bytes: &'b [u8]) -> Vec<&'b [u8]> {
        let mut pieces = Vec::new();
        for length in self.lengths.iter().cycle() {
            if bytes.len() <= *length {
                break;
            }
            let (piece, rest) = bytes.split_at(*length);
            pieces.push(piece);
            bytes = rest;
        }
        pieces.push(bytes);
        pieces
    }
}

/// The session against the script; what is sent arrives as it was sent.
pub(crate) fn run(config: SessionConfig<'static>, script: &[Act]) -> Run {
    drive(config, Server::new(script), &Cut::WHOLE)
}

/// Drives a session against a server to its end.
pub(crate) fn drive(config: SessionConfig<'static>, server: Server, cut: &Cut) -> Run {
    let mut link = Link {
        session: begin(config),
        server,
        coming: VecDeque::new(),
        writes: Vec::new(),
    };
    let mut now = Mark::at(STEP);
    // Some servers speak first.
    link.coming.extend(link.server.hear(&[]));
    link.session.connected(now);
    link.transmit();
    while let Some(deadline) = link.session.poll_timeout() {
        now = now.plus(STEP);
        match link.coming.pop_front() {
            None => link.session.handle_timeout(deadline),
            Some(Sent::End) => link.session.receive_end(now),
            Some(Sent::Reset) => link.session.connection_failed(TcpError::Reset, now),
            Some(Sent::Bytes(bytes)) => {
                for piece in cut.pieces(&bytes) {
                    link.session.receive(piece, now);
                    if cut.poll {
                        link.transmit();
                    }
                }
            }
        }
        link.transmit();
    }
    assert!(link.session.is_done());
    Run {
        probe: link.session.outcome(),
        writes: link.writes,
        server: link.server,
    }
}

struct Link {
    session: Session<'static>,
    server: Server,
    coming: VecDeque<Sent>,
    writes: Vec<Vec<u8>>,
}

impl Link {
    fn transmit(&mut self) {
        while let Some(bytes) = self.session.poll_transmit() {
            self.coming.extend(self.server.hear(&bytes));
            self.writes.push(bytes);
        }
    }
}
