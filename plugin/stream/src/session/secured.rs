//! The conversation under TLS: up to the features (RFC 6120 §4.3.2), and what
//! is asked of a server that offers to answer it.
//!
//! EXTERNAL comes before dialback, which costs no round trip more than the
//! other way round: some servers end the stream over a question about a key,
//! none over a certificate that it accepts.

use super::conversation::{Conversation, Turn};
use super::stream;
use crate::dialback::{self, Verdict};
use crate::external::{self, External, Restart};
use crate::failure::FailureCause;
use crate::reader::StreamReader;
use crate::step::Step;
use crate::transcript::Transcript;

/// What is asked, each where it is offered.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// An attempt to authenticate.
    pub(super) login: Option<Login>,
    /// A question about dialback.
    pub(super) dialback: Option<String>,
}

/// An attempt to authenticate by certificate.
#[derive(Debug)]
pub(super) struct Login {
    /// The attempt.
    pub(super) attempt: String,
    /// The header of the stream that begins after a success.
    pub(super) opening: String,
}

/// Waits for the features, asks, waits for the answers.
#[derive(Debug, Default)]
pub(super) struct Secured {
    reader: StreamReader,
    questions: Questions,
    awaited: Awaited,
}

/// What the server is to say next.
#[derive(Debug, Default)]
enum Awaited {
    #[default]
    Features,
    /// The answer to an attempt to authenticate; after a success the stream
    /// begins anew with this header.
    Login { opening: String },
    /// The features of the new stream.
    Restart,
    /// The answer about a key.
    Dialback,
}

impl Secured {
    /// One that asks this.
    pub(super) fn asking(questions: Questions) -> Self {
        Self {
            questions,
            ..Self::default()
        }
    }

    fn features(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        let features = stream::features(
            &mut self.reader,
            &mut transcript.header,
            &mut transcript.ill_formed,
        )?;
        let Some(features) = features else {
            return Ok(None);
        };
        let offered = external::is_offered(&features);
        transcript.features = Some(features);
        match self.questions.login.take().filter(|_| offered) {
            None => Ok(Some(self.dialback(transcript))),
            Some(Login { attempt, opening }) => {
                self.awaited = Awaited::Login { opening };
                Ok(Some(Turn::Ask {
                    step: Step::External,
                    text: attempt,
                }))
            }
        }
    }

    /// Whatever else the server has to say in between is of no interest.
    fn login(
        &mut self,
        opening: String,
        transcript: &mut Transcript,
    ) -> Result<Option<Turn>, FailureCause> {
        while let Some(element) = stream::element(&mut self.reader, &mut transcript.ill_formed)? {
            let Some(answer) = External::read(&element) else {
                continue;
            };
            let turn = match &answer {
                External::Succeeded(_) => self.restart(opening),
                // RFC 6120 §6.4.5: the stream goes on, for other ways in.
                External::Refused(_) => self.dialback(transcript),
                External::Unexpected(_) | External::Unanswered(_) => LEAVE,
            };
            transcript.external = Some(answer);
            return Ok(Some(turn));
        }
        self.awaited = Awaited::Login { opening };
        Ok(None)
    }

    /// RFC 6120 §6.4.6: a new stream on the same connection, without an end of
    /// the old one.
    fn restart(&mut self, opening: String) -> Turn {
        let mut reader = StreamReader::new();
        reader.feed(self.reader.rest());
        self.reader = reader;
        self.awaited = Awaited::Restart;
        Turn::Ask {
            step: Step::Restart,
            text: opening,
        }
    }

    fn restarted(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        let features = stream::features(&mut self.reader, &mut None, &mut transcript.ill_formed)?;
        if features.is_none() {
            return Ok(None);
        }
        transcript.external = Some(External::Succeeded(Restart {
            features,
            failure: None,
        }));
        Ok(Some(self.dialback(transcript)))
    }

    /// Asks about dialback, where it is offered, or leaves.
    fn dialback(&mut self, transcript: &Transcript) -> Turn {
        let question = self.questions.dialback.take();
        match question.filter(|_| transcript.offers_dialback()) {
            None => LEAVE,
            Some(text) => {
                self.awaited = Awaited::Dialback;
                Turn::Ask {
                    step: Step::Dialback,
                    text,
                }
            }
        }
    }

    /// Whatever else the server has to say in between is of no interest.
    fn verdict(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        while let Some(element) = stream::element(&mut self.reader, &mut transcript.ill_formed)? {
            if let Some(verdict) = Verdict::read(&element) {
                transcript.dialback_key_repeated = dialback::repeats_key(&element);
                transcript.dialback = Some(verdict);
                return Ok(Some(LEAVE));
            }
        }
        Ok(None)
    }
}

const LEAVE: Turn = Turn::Leave {
    farewell: stream::FAREWELL,
};

impl Conversation for Secured {
    fn hear(&mut self, said: &[u8]) {
        self.reader.feed(said);
    }

    fn turn(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        match &mut self.awaited {
            Awaited::Features => self.features(transcript),
            Awaited::Login { opening } => {
                let opening = std::mem::take(opening);
                self.login(opening, transcript)
            }
            Awaited::Restart => self.restarted(transcript),
            Awaited::Dialback => self.verdict(transcript),
        }
    }

    fn unheard(&self) -> &[u8] {
        self.reader.rest()
    }
}
