//! The conversations of mail in clear, as far as TLS.
//!
//! What a server says after it has agreed to TLS and before TLS is no turn's:
//! it stays behind in clear (CVE-2011-0411).

mod dialogue;
mod imap;
mod pop3;
mod smtp;

use super::conversation::{Conversation, Turn};
use super::lines::Lines;
use crate::failure::FailureCause;
use crate::mail::Mail;
use crate::step::Step;
use crate::transcript::Transcript;
use dialogue::{Dialogue, Move};

/// The conversation of a protocol; `from` is who greets, where it is to be said.
pub(super) fn conversation(mail: Mail, from: Option<&str>) -> Box<dyn Conversation> {
    match mail {
        Mail::Smtp => Box::new(Talk::new(smtp::Smtp::greeting_as(from))),
        Mail::Imap => Box::new(Talk::new(imap::Imap::default())),
        Mail::Pop3 => Box::new(Talk::new(pop3::Pop3::default())),
    }
}

#[derive(Debug)]
struct Talk<D> {
    lines: Lines,
    dialogue: D,
}

impl<D: Dialogue> Talk<D> {
    fn new(dialogue: D) -> Self {
        Self {
            lines: Lines::default(),
            dialogue,
        }
    }
}

impl<D: Dialogue> Conversation for Talk<D> {
    fn hear(&mut self, said: &[u8]) {
        self.lines.hear(said);
    }

    fn turn(&mut self, _: &mut Transcript) -> Result<Option<Turn>, FailureCause> {
        while let Some(line) = self.lines.next()? {
            let Some(next) = self.dialogue.line(&line)? else {
                continue;
            };
            return Ok(Some(match next {
                Move::Ask(text) => Turn::Ask {
                    step: Step::Stream,
                    text,
                },
                Move::Request(text) => Turn::Ask {
                    step: Step::StartTls,
                    text: text.to_owned(),
                },
                Move::NotOffered => Turn::GiveUp {
                    step: Step::StartTls,
                    farewell: D::FAREWELL,
                    cause: FailureCause::NotOffered,
                },
                Move::Secure => Turn::Secure,
            }));
        }
        Ok(None)
    }

    fn unheard(&self) -> &[u8] {
        self.lines.rest()
    }
}
