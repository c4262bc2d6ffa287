//! From "TCP is connected" to "the features are there under TLS", without
//! socket and clock.
//!
//! A [`Session`] is one connection's state. Whoever owns the socket hands it
//! what arrives and sends what it asks for; whoever owns the clock tells it the
//! time. It can so be driven by the contract's TCP (as [`probe`](crate::probe)
//! does), by any other, or by a test that holds both ends.
//!
//! # The contract
//!
//! 1. [`new`](Session::new) when the attempt to connect begins; then either
//!    [`connected`](Session::connected) or
//!    [`connection_failed`](Session::connection_failed).
//! 2. After every call: [`poll_transmit`](Session::poll_transmit) until it
//!    returns `None`. Each item is to be one write, so that what can leave in
//!    one segment does. A write that fails goes to
//!    [`write_failed`](Session::write_failed); it does not end the session,
//!    since what the server said before it went away is worth more.
//! 3. Then, if [`is_done`](Session::is_done), the connection can be closed and
//!    [`outcome`](Session::outcome) taken. What was to be sent last was handed
//!    out before: a session waits for nothing once it is done.
//! 4. Otherwise whichever happens first: [`receive`](Session::receive),
//!    [`receive_end`](Session::receive_end),
//!    [`connection_failed`](Session::connection_failed), or, at
//!    [`poll_timeout`](Session::poll_timeout),
//!    [`handle_timeout`](Session::handle_timeout).
//!
//! `now` is when the thing happened, on any one monotonic clock, and never
//! earlier than in the call before. The times of the steps are differences of
//! these readings: what is computed inside a call belongs to the step that
//! follows it.
//!
//! # What it promises
//!
//! - No call panics or blocks, whatever the server sent. Calls that make no
//!   sense any more (after the end, before the connection) do nothing.
//! - How arriving bytes are cut makes no difference between two calls of
//!   `poll_transmit` that return `None`, apart from excerpts of what is not
//!   XMPP or not TLS: those are taken of what is there.
//! - It ends: at the deadline if nothing ends it before. What was learnt until
//!   then is in the outcome.
//! - What is kept is bounded, whatever the server sends
//!   ([`reader`](crate::reader) has the bounds).
//!
//! ```
//! use std::time::Duration;
//!
//! use checker_kit::clock::Mark;
//! use checker_kit::tls::Config;
//! use checker_stream::failure::FailureCause;
//! use checker_stream::opening::Opening;
//! use checker_stream::session::{Depth, Session, SessionConfig};
//! use checker_stream::side::Side;
//!
//! /// A server without STARTTLS: what it answers, piece by piece.
//! fn server(said: &[u8]) -> Vec<&'static str> {
//!     if !said.starts_with(b"<?xml version='1.0'?><stream:stream ") {
//!         return vec!["</stream:stream>"];
//!     }
//!     vec![
//!         "<stream:stream xmlns='jabber:client' id='1' from='example.org' version='1.0' ",
//!         "xmlns:stream='http://etherx.jabber.org/streams'><stream:features/>",
//!     ]
//! }
//!
//! let tls = Config::new().expect("the provider has what TLS needs");
//! let config = SessionConfig {
//!     side: Side::Client,
//!     opening: Opening::Stream,
//!     depth: Depth::Features,
//!     sni: "example.org",
//!     to: "example.org",
//!     from: None,
//!     alpn: &[],
//!     tls: &tls,
//! };
//! let second = |count| Mark::at(Duration::from_secs(count));
//!
//! let mut session = Session::new(config, second(10), second(0));
//! session.connected(second(1));
//! let mut time = 1;
//! while !session.is_done() {
//!     let mut answers = Vec::new();
//!     while let Some(bytes) = session.poll_transmit() {
//!         answers.extend(server(&bytes));
//!     }
//!     assert!(session.poll_timeout() == Some(second(10)));
//!     for answer in answers {
//!         time += 1;
//!         session.receive(answer.as_bytes(), second(time));
//!     }
//! }
//! assert_eq!(session.poll_transmit(), Some(b"</stream:stream>".to_vec()));
//!
//! let transcript = session.outcome().transcript;
//! assert_eq!(transcript.header_before_tls.unwrap().id.unwrap(), "1");
//! assert_eq!(transcript.failure.unwrap().cause, FailureCause::NotOffered);
//! let seconds = transcript.steps.iter().map(|step| step.micros / 1_000_000);
//! assert_eq!(seconds.collect::<Vec<_>>(), [1, 2, 0]);
//! ```

mod config;
mod conversation;
mod injection;
mod lines;
mod machine;
mod mail;
mod record;
mod secured;
mod start_tls;
mod stream;
mod wire;

pub use config::{Depth, SessionConfig};
pub use machine::Session;
