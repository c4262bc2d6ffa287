//! IMAP (RFC 9051, RFC 3501) with STARTTLS.

use super::super::lines::reply;
use super::dialogue::{Dialogue, Move};
use crate::failure::FailureCause;

#[derive(Debug, Default)]
pub(super) struct Imap {
    awaited: Awaited,
    offered: bool,
}

#[derive(Debug, Default)]
enum Awaited {
    #[default]
    Greeting,
    Capabilities,
    Consent,
}

impl Dialogue for Imap {
    const FAREWELL: &'static str = "c LOGOUT\r\n";

    fn line(&mut self, line: &str) -> Result<Option<Move>, FailureCause> {
        let upper = line.to_ascii_uppercase();
        let mut words = upper.split_ascii_whitespace();
        let (tag, status) = (words.next(), words.next());
        match (&self.awaited, tag, status) {
            (Awaited::Greeting, Some("*"), Some("OK")) => {
                self.awaited = Awaited::Capabilities;
                Ok(Some(Move::Ask("a CAPABILITY\r\n".to_owned())))
            }
            // RFC 9051 §7.1.4: who is authenticated already cannot begin TLS.
            (Awaited::Greeting, Some("*"), Some("PREAUTH")) => Ok(Some(Move::NotOffered)),
            (Awaited::Greeting, ..) | (_, Some("*"), Some("BYE")) => Err(reply(line)),
            (Awaited::Capabilities, Some("*"), Some("CAPABILITY")) => {
                self.offered |= words.any(|word| word == "STARTTLS");
                Ok(None)
            }
            (_, Some("*"), _) => Ok(None),
            (Awaited::Capabilities, Some("A"), Some("OK")) if self.offered => {
                self.awaited = Awaited::Consent;
                Ok(Some(Move::Request("b STARTTLS\r\n")))
            }
            (Awaited::Capabilities, Some("A"), Some("OK" | "NO" | "BAD")) => {
                Ok(Some(Move::NotOffered))
            }
            (Awaited::Consent, Some("B"), Some("OK")) => Ok(Some(Move::Secure)),
            (Awaited::Consent, Some("B"), Some("NO" | "BAD")) => Err(FailureCause::StartTlsRefused),
            _ => Err(reply(line)),
        }
    }
}
