//! The conversation under TLS: up to the features (RFC 6120 §4.3.2), and the
//! question of dialback where it is offered.

use super::conversation::{Conversation, Turn};
use super::stream;
use crate::dialback::{self, Verdict};
use crate::failure::FailureCause;
use crate::reader::StreamReader;
use crate::step::Step;
use crate::transcript::Transcript;

/// Waits for the features, asks, waits for the answer.
#[derive(Debug, Default)]
pub(super) struct Secured {
    reader: StreamReader,
    /// To be asked where dialback is offered.
    question: Option<String>,
    asked: bool,
}

impl Secured {
    /// One that asks this, if anything.
    pub(super) fn asking(question: Option<String>) -> Self {
        Self {
            question,
            ..Self::default()
        }
    }

    fn features(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        let features = stream::features(
            &mut self.reader,
            &mut transcript.header,
            &mut transcript.ill_formed,
        )?;
        if features.is_none() {
            return Ok(None);
        }
        transcript.features = features;
        let question = match transcript.offers_dialback() {
            true => self.question.take(),
            false => None,
        };
        Ok(Some(match question {
            None => LEAVE,
            Some(text) => {
                self.asked = true;
                Turn::Ask {
                    step: Step::Dialback,
                    text,
                }
            }
        }))
    }

    /// Whatever else the server has to say in between is of no interest.
    fn answer(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
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
        match self.asked {
            false => self.features(transcript),
            true => self.answer(transcript),
        }
    }

    fn unheard(&self) -> &[u8] {
        self.reader.rest()
    }
}
