//! SMTP (RFC 5321) with STARTTLS (RFC 3207).

use super::super::lines::reply;
use super::dialogue::{Dialogue, Move};
use crate::failure::FailureCause;

/// Who greets where nobody is named (RFC 6761 §6.4).
const NOBODY: &str = "checker.invalid";

#[derive(Debug)]
pub(super) struct Smtp {
    from: String,
    awaited: Awaited,
    offered: bool,
}

#[derive(Debug)]
enum Awaited {
    Greeting,
    Extensions,
    Consent,
}

impl Smtp {
    pub(super) fn greeting_as(from: Option<&str>) -> Self {
        Self {
            from: from.unwrap_or(NOBODY).to_owned(),
            awaited: Awaited::Greeting,
            offered: false,
        }
    }

    fn last(&mut self, line: &str, code: &str) -> Result<Option<Move>, FailureCause> {
        match (&self.awaited, code) {
            (Awaited::Greeting, "220") => {
                self.awaited = Awaited::Extensions;
                Ok(Some(Move::Ask(format!("EHLO {}\r\n", self.from))))
            }
            (Awaited::Extensions, "250") if self.offered => {
                self.awaited = Awaited::Consent;
                Ok(Some(Move::Request("STARTTLS\r\n")))
            }
            // RFC 5321 §3.2: a server without extensions does not know EHLO.
            (Awaited::Extensions, "250" | "500" | "501" | "502" | "504") => {
                Ok(Some(Move::NotOffered))
            }
            (Awaited::Consent, "220") => Ok(Some(Move::Secure)),
            // RFC 3207 §4: "TLS not available due to temporary reason" and its like.
            (Awaited::Consent, code) if code != "421" => Err(FailureCause::StartTlsRefused),
            _ => Err(reply(line)),
        }
    }
}

impl Dialogue for Smtp {
    const FAREWELL: &'static str = "QUIT\r\n";

    /// RFC 5321 §4.2.1: all lines of a reply but the last have a hyphen behind
    /// the code.
    fn line(&mut self, line: &str) -> Result<Option<Move>, FailureCause> {
        let (Some(code), rest) = (line.get(..3), line.get(3..).unwrap_or_default()) else {
            return Err(reply(line));
        };
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(reply(line));
        }
        let text = rest.get(1..).unwrap_or_default();
        let keyword = text.split_ascii_whitespace().next().unwrap_or_default();
        if matches!(self.awaited, Awaited::Extensions) && code == "250" {
            self.offered |= keyword.eq_ignore_ascii_case("STARTTLS");
        }
        match rest.bytes().next() {
            Some(b'-') => Ok(None),
            Some(b' ') | None => self.last(line, code),
            Some(_) => Err(reply(line)),
        }
    }
}
