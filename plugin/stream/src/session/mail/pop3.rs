//! POP3 (RFC 1939, RFC 2449) with STLS (RFC 2595 §4).

use super::super::lines::reply;
use super::dialogue::{Dialogue, Move};
use crate::failure::FailureCause;

#[derive(Debug, Default)]
pub(super) struct Pop3 {
    awaited: Awaited,
    offered: bool,
}

#[derive(Debug, Default)]
enum Awaited {
    #[default]
    Greeting,
    Capabilities,
    /// The lines of the list of capabilities.
    List,
    Consent,
}

impl Dialogue for Pop3 {
    const FAREWELL: &'static str = "QUIT\r\n";

    fn line(&mut self, line: &str) -> Result<Option<Move>, FailureCause> {
        let word = line.split_ascii_whitespace().next().unwrap_or_default();
        match (&self.awaited, word) {
            (Awaited::Greeting, "+OK") => {
                self.awaited = Awaited::Capabilities;
                Ok(Some(Move::Ask("CAPA\r\n".to_owned())))
            }
            (Awaited::Capabilities, "+OK") => {
                self.awaited = Awaited::List;
                Ok(None)
            }
            // RFC 2449 §5: a server without capabilities.
            (Awaited::Capabilities, "-ERR") => Ok(Some(Move::NotOffered)),
            (Awaited::List, ".") if self.offered => {
                self.awaited = Awaited::Consent;
                Ok(Some(Move::Request("STLS\r\n")))
            }
            (Awaited::List, ".") => Ok(Some(Move::NotOffered)),
            (Awaited::List, word) => {
                self.offered |= word.eq_ignore_ascii_case("STLS");
                Ok(None)
            }
            (Awaited::Consent, "+OK") => Ok(Some(Move::Secure)),
            (Awaited::Consent, "-ERR") => Err(FailureCause::StartTlsRefused),
            _ => Err(reply(line)),
        }
    }
}
