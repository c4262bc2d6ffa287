//! The conversation in clear: from the first header to `<proceed/>`
//! (RFC 6120 §5.4).

use checker_kit::text::shorten;

use super::conversation::{Conversation, Turn};
use super::stream;
use crate::failure::FailureCause;
use crate::ns;
use crate::reader::StreamReader;
use crate::step::Step;
use crate::transcript::Transcript;

/// How much of an unexpected element's name is shown.
const NAME_SHOWN: usize = 80;

/// Waits for the features, asks for TLS, waits for the answer.
#[derive(Debug, Default)]
pub(super) struct StartTls {
    reader: StreamReader,
    asked: bool,
}

impl Conversation for StartTls {
    fn hear(&mut self, said: &[u8]) {
        self.reader.feed(said);
    }

    fn turn(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        match self.asked {
            false => self.offer(transcript),
            true => self.answer(transcript),
        }
    }

    fn unheard(&self) -> &[u8] {
        self.reader.rest()
    }
}

impl StartTls {
    /// RFC 6120 §5.4.1: whether the features offer STARTTLS.
    fn offer(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        let Some(features) = stream::features(
            &mut self.reader,
            &mut transcript.header_before_tls,
            &mut transcript.ill_formed_before_tls,
        )?
        else {
            return Ok(None);
        };
        let offered = features.starttls.is_some();
        transcript.features_before_tls = Some(features);
        if !offered {
            return Ok(Some(Turn::GiveUp {
                step: Step::StartTls,
                farewell: stream::FAREWELL,
                cause: FailureCause::NotOffered,
            }));
        }
        self.asked = true;
        Ok(Some(Turn::Ask {
            step: Step::StartTls,
            text: format!("<starttls xmlns='{}'/>", ns::STARTTLS),
        }))
    }

    /// RFC 6120 §5.4.2: `<proceed/>` or `<failure/>`.
    fn answer(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        let ill_formed = &mut transcript.ill_formed_before_tls;
        let Some(answer) = stream::element(&mut self.reader, ill_formed)? else {
            return Ok(None);
        };
        if answer.is("failure", ns::STARTTLS) {
            return Err(FailureCause::StartTlsRefused);
        }
        if !answer.is("proceed", ns::STARTTLS) {
            return Err(FailureCause::Unexpected(shorten(&answer.name, NAME_SHOWN)));
        }
        Ok(Some(Turn::Secure))
    }
}
