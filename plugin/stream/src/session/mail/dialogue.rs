//! What the protocols of mail have in common: lines, and a way to TLS.

use std::fmt::Debug;

use crate::failure::FailureCause;

/// A protocol whose server speaks in lines.
pub(super) trait Dialogue: Debug + Send {
    /// What to do once the server has said this line; `None` if more has to come.
    fn line(&mut self, line: &str) -> Result<Option<Move>, FailureCause>;

    /// The last words to a server that does not offer TLS.
    const FAREWELL: &'static str;
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// Ask what is offered.
    Ask(String),
    /// Ask for TLS.
    Request(&'static str),
    /// TLS is not offered.
    NotOffered,
    /// The server agreed to TLS.
    Secure,
}
