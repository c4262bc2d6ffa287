//! The states of a session and what leads from one to the next.

use checker_kit::clock::Mark;
use checker_kit::tcp::TcpError;
use checker_kit::tls::{TlsClient, TlsFailure};

use super::config::{Depth, SessionConfig};
use super::conversation::{Conversation, Turn};
use super::mail;
use super::record::Record;
use super::secured::{Login, Questions, Secured};
use super::start_tls::StartTls;
use super::wire::Wire;
use crate::dialback::question;
use crate::external::attempt;
use crate::failure::FailureCause;
use crate::header::opening;
use crate::opening::Opening;
use crate::side::Side;
use crate::step::Step;
use crate::transcript::Probe;

/// One connection; see the [module](crate::session) for how to drive it.
#[derive(Debug)]
pub struct Session<'a> {
    config: SessionConfig<'a>,
    deadline: Mark,
    phase: Phase,
    wire: Wire,
    record: Record,
}

#[derive(Debug)]
enum Phase {
    Connecting,
    Talking(Box<dyn Conversation>),
    Handshaking {
        /// Whether our ClientHello has not left yet.
        hello_waits: bool,
    },
    Done,
}

impl<'a> Session<'a> {
    /// The attempt to connect begins `now`; all is over by `deadline`.
    pub fn new(config: SessionConfig<'a>, deadline: Mark, now: Mark) -> Self {
        Self {
            config,
            deadline,
            phase: Phase::Connecting,
            wire: Wire::default(),
            record: Record::begin(now),
        }
    }

    /// The connection is there.
    pub fn connected(&mut self, now: Mark) {
        if !matches!(self.phase, Phase::Connecting) {
            return;
        }
        match self.config.opening {
            Opening::Stream => {
                self.record.enter(Step::Stream, now);
                self.wire.send(&self.opening());
                self.phase = Phase::Talking(Box::<StartTls>::default());
            }
            // The server speaks first.
            Opening::Mail(mail) => {
                self.record.enter(Step::Stream, now);
                self.phase = Phase::Talking(mail::conversation(mail, self.config.from));
            }
            Opening::DirectTls => {
                let outcome = self.begin_tls(self.config.alpn, now);
                self.end_on_failure(outcome, now);
            }
        }
    }

    /// The connection could not be made, or broke.
    pub fn connection_failed(&mut self, error: TcpError, now: Mark) {
        if self.is_done() {
            return;
        }
        let error = self.wire.broken().cloned().unwrap_or(error);
        self.fail(FailureCause::Tcp(error), now);
    }

    /// A write failed. Reading goes on: the failure is reported where the
    /// server has nothing more to say.
    pub fn write_failed(&mut self, error: TcpError) {
        self.wire.break_off(error);
    }

    /// Bytes arrived.
    pub fn receive(&mut self, bytes: &[u8], now: Mark) {
        let outcome = match self.phase {
            Phase::Connecting | Phase::Done => return,
            Phase::Handshaking { hello_waits } if hello_waits && self.upgrades() => {
                self.record.injected(bytes);
                return;
            }
            Phase::Handshaking { .. } => self.shake_hands(bytes, now),
            Phase::Talking(_) => self.listen(bytes, now),
        };
        self.end_on_failure(outcome, now);
    }

    /// The server closed the connection: nothing more will arrive.
    pub fn receive_end(&mut self, now: Mark) {
        if matches!(self.phase, Phase::Connecting | Phase::Done) {
            return;
        }
        self.wire.receive_end();
        self.record.ended(self.wire.saw_close_notify());
        let cause = match (self.wire.broken(), &self.phase) {
            (Some(error), _) => FailureCause::Tcp(error.clone()),
            (None, Phase::Handshaking { .. }) => FailureCause::Tls(TlsFailure::Closed),
            (None, _) => FailureCause::Closed,
        };
        self.fail(cause, now);
    }

    /// The next bytes to send, in one write.
    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        let bytes = self.wire.take();
        if let Phase::Handshaking { hello_waits } = &mut self.phase {
            *hello_waits &= self.wire.has_outgoing();
        }
        bytes
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called; `None`
    /// once the session is done.
    pub fn poll_timeout(&self) -> Option<Mark> {
        (!self.is_done()).then_some(self.deadline)
    }

    /// Time has passed. Before the deadline this does nothing.
    pub fn handle_timeout(&mut self, now: Mark) {
        if self.poll_timeout().is_some_and(|deadline| deadline <= now) {
            // To what was not sent there is no answer.
            let cause = match self.wire.broken() {
                Some(error) => FailureCause::Tcp(error.clone()),
                None => FailureCause::TimedOut,
            };
            self.fail(cause, now);
        }
    }

    /// Whether there is nothing more to wait for.
    pub fn is_done(&self) -> bool {
        matches!(self.phase, Phase::Done)
    }

    /// What was seen: all of it if the session is done, what there is so far
    /// otherwise.
    pub fn outcome(self) -> Probe {
        self.record.into_probe()
    }

    /// Begins TLS.
    fn begin_tls(&mut self, alpn: &[&str], now: Mark) -> Result<(), FailureCause> {
        self.record.enter(Step::Tls, now);
        let mut tls = TlsClient::new(self.config.tls, self.config.sni, alpn)?;
        if self.depth() != Depth::Tls {
            // Queued now, it leaves in one segment with our Finished.
            tls.write(self.opening().as_bytes());
        }
        self.wire.secure(tls);
        self.phase = Phase::Handshaking { hello_waits: true };
        Ok(())
    }

    /// Takes in a piece of the handshake, and what came right after it.
    fn shake_hands(&mut self, bytes: &[u8], now: Mark) -> Result<(), FailureCause> {
        let mut said = Vec::new();
        let outcome = self.wire.receive(bytes, &mut said);
        if self.wire.is_handshaking() {
            return Ok(outcome?);
        }
        self.record.tls(&self.wire);
        if self.depth() == Depth::Tls {
            self.leave("", now);
            return Ok(());
        }
        self.record.enter(Step::Features, now);
        let mut secured = Box::new(Secured::asking(self.questions()));
        secured.hear(&said);
        self.phase = Phase::Talking(secured);
        self.go_on(outcome, now)
    }

    /// Takes in a piece of a conversation.
    fn listen(&mut self, bytes: &[u8], now: Mark) -> Result<(), FailureCause> {
        let mut said = Vec::new();
        let outcome = self.wire.receive(bytes, &mut said);
        if let Phase::Talking(conversation) = &mut self.phase {
            conversation.hear(&said);
        }
        self.go_on(outcome, now)
    }

    /// Does what the conversation wants done; `received` says how what it heard
    /// last came to its end.
    fn go_on(&mut self, received: Result<(), TlsFailure>, now: Mark) -> Result<(), FailureCause> {
        while let Phase::Talking(conversation) = &mut self.phase {
            let Some(turn) = conversation.turn(self.record.transcript())? else {
                break;
            };
            match turn {
                Turn::Ask { step, text } => {
                    self.record.enter(step, now);
                    self.wire.send(&text);
                }
                Turn::Secure => {
                    self.record.injected(conversation.unheard());
                    // XEP-0368 §4: the names are for direct TLS.
                    return self.begin_tls(&[], now);
                }
                Turn::Leave { farewell } => {
                    self.leave(farewell, now);
                    return Ok(());
                }
                Turn::GiveUp {
                    step,
                    farewell,
                    cause,
                } => {
                    self.record.enter(step, now);
                    self.wire.close(farewell);
                    return Err(cause);
                }
            }
        }
        received?;
        if self.wire.saw_close_notify() == Some(true) {
            self.record.ended(Some(true));
            return Err(FailureCause::Closed);
        }
        Ok(())
    }

    /// Whether TLS begins on a connection that was in clear before.
    fn upgrades(&self) -> bool {
        self.config.opening != Opening::DirectTls
    }

    /// Of mail there is nothing more to see.
    fn depth(&self) -> Depth {
        match self.config.opening {
            Opening::Mail(_) => Depth::Tls,
            Opening::DirectTls | Opening::Stream => self.config.depth,
        }
    }

    fn opening(&self) -> String {
        opening(self.config.side, self.config.to, self.config.from)
    }

    /// What a server is asked beyond its features.
    fn questions(&self) -> Questions {
        let asks = self.depth() == Depth::Questions && self.config.side == Side::Server;
        let Some(from) = self.config.from.filter(|_| asks) else {
            return Questions::default();
        };
        Questions {
            login: self.config.tls.has_identity().then(|| Login {
                attempt: attempt(from),
                opening: self.opening(),
            }),
            dialback: Some(question(self.config.to, from)),
        }
    }

    /// Ends the session: all is known.
    fn leave(&mut self, farewell: &str, now: Mark) {
        self.record.end(now);
        self.wire.close(farewell);
        self.phase = Phase::Done;
    }

    fn end_on_failure(&mut self, outcome: Result<(), FailureCause>, now: Mark) {
        if let Err(cause) = outcome {
            self.fail(cause, now);
        }
    }

    /// Ends the session in the step that it is in.
    fn fail(&mut self, cause: FailureCause, now: Mark) {
        if matches!(self.phase, Phase::Handshaking { .. }) {
            self.record.tls(&self.wire);
        }
        self.record.fail(cause, now);
        if let Opening::Mail(mail) = self.config.opening {
            self.record.in_words_of(mail);
        }
        self.phase = Phase::Done;
    }
}
