//! What is said on a connection, apart from how it is transported.
//!
//! A session holds one conversation at a time: one in clear that ends where TLS
//! begins, one under TLS. A conversation sees what the server says and answers
//! with [`Turn`]s; it knows neither TLS nor time. Another way of getting from
//! clear text to TLS, or more to say after the features, is another
//! conversation or another turn, and nothing else.

use std::fmt::Debug;

use crate::failure::FailureCause;
use crate::step::Step;
use crate::transcript::Transcript;

/// One end of a conversation.
pub(super) trait Conversation: Debug + Send {
    /// Takes in what the server says.
    fn hear(&mut self, said: &[u8]);

    /// What to do next, `None` until the server says more. What was learnt is
    /// written into `transcript` as soon as it is known.
    fn turn(&mut self, transcript: &mut Transcript) -> Result<Option<Turn>, FailureCause>;

    /// What the server said that no turn has used.
    fn unheard(&self) -> &[u8];
}

/// What a conversation wants done.
#[derive(Debug)]
pub(super) enum Turn {
    /// Say `text`; the wait for its answer is a step of its own.
    Ask { step: Step, text: String },
    /// Begin TLS.
    Secure,
    /// Take leave: all is known.
    Leave { farewell: &'static str },
    /// Take leave: the server does not let this go on to `step`.
    GiveUp {
        step: Step,
        farewell: &'static str,
        cause: FailureCause,
    },
}
