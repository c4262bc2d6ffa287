//! XMPP streams as a prober sees them: reading what a server sends before
//! anybody has authenticated, and getting from a TCP connection to the
//! features under TLS, or as far as TLS where the protocol is one of [`mail`].
//!
//! All of it works on bytes and readings of a clock that it is given:
//! [`reader`], [`features`] and [`stream_error`] say what a server's bytes mean,
//! [`session`] holds the whole conversation. Only [`probe`], [`open`], which does
//! what it takes to get a stream from a server, and [`endpoints`], which looks at
//! what other checkers published, know the contract's TCP, DNS and clock.

pub mod denied_ports;
pub mod dialback;
pub mod element;
pub mod endpoints;
pub mod external;
pub mod failure;
pub mod features;
pub mod header;
pub mod ill_formed;
pub mod labels;
pub mod mail;
pub mod method;
pub mod ns;
pub mod open;
pub mod opening;
pub mod probe;
pub mod reader;
pub mod redirect;
pub mod refusal;
pub mod session;
pub mod side;
pub mod step;
pub mod stream_error;
pub mod transcript;
