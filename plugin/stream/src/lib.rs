//! XMPP streams as a prober sees them: reading what a server sends before
//! anybody has authenticated, and getting from a TCP connection to the
//! features under TLS.
//!
//! [`reader`], [`features`] and [`stream_error`] work on bytes and elements
//! and know no network; [`probe`] drives them over the contract's TCP.

pub mod element;
pub mod failure;
pub mod features;
pub mod header;
pub mod method;
pub mod ns;
pub mod probe;
pub mod reader;
pub mod side;
pub mod step;
pub mod stream_error;
pub mod transcript;
