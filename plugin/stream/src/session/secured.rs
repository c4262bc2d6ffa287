//! The conversation under TLS: up to the features (RFC 6120 §4.3.2).

use super::conversation::{Conversation, Turn};
use super::stream;
use crate::failure::FailureCause;
use crate::reader::StreamReader;
use crate::transcript::Transcript;

/// Waits for the features.
#[derive(Debug, Default)]
pub(super) struct Secured {
    reader: StreamReader,
}

impl Conversation for Secured {
    fn hear(&mut self, said: &[u8]) {
        self.reader.feed(said);
    }

    fn turn(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        let features = stream::features(
            &mut self.reader,
            &mut transcript.header,
            &mut transcript.ill_formed,
        )?;
        let known = features.is_some();
        transcript.features = features;
        Ok(known.then_some(Turn::Leave {
            farewell: stream::FAREWELL,
        }))
    }

    fn unheard(&self) -> &[u8] {
        self.reader.rest()
    }
}
