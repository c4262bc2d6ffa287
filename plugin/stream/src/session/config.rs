//! What a session is to do.

use checker_kit::tls::Config;

use crate::opening::Opening;
use crate::side::Side;

/// Whom to speak to, as whom, and how far to go.
#[derive(Debug, Clone, Copy)]
pub struct SessionConfig<'a> {
    /// Which side of the service is expected.
    pub side: Side,
    /// What the connection begins with.
    pub opening: Opening,
    /// How far to go.
    pub depth: Depth,
    /// The name for SNI: the XMPP domain, in A-label form (XEP-0368 §5).
    pub sni: &'a str,
    /// The stream's `to`.
    pub to: &'a str,
    /// The stream's `from`, for server-to-server streams; who greets a server of
    /// mail.
    pub from: Option<&'a str>,
    /// The application protocols offered with direct TLS (XEP-0368 §4).
    pub alpn: &'a [&'a str],
    /// What all TLS connections of a run share.
    pub tls: &'a Config,
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Until TLS is established.
    Tls,
    /// Until the features under TLS are there.
    Features,
    /// Until a server has answered what it offers to answer to other servers:
    /// an attempt to authenticate ([`crate::external`]), where there is a
    /// certificate for it, and a question about dialback
    /// ([`crate::dialback`]).
    Questions,
}
