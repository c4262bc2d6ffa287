//! Opening a stream as a client or another server does: by the domain's
//! U-labels, then by its A-labels, and wherever the server sends us.

mod host_port;
mod locate;

use std::net::SocketAddr;

use checker_kit::clock::Mark;
use rustls::pki_types::CertificateDer;

use crate::probe::probe;
use crate::redirect::{Redirect, RedirectOutcome, RedirectRefusal};
use crate::session::SessionConfig;
use crate::transcript::Transcript;

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 2;

/// What came of opening a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What was seen at the address that was asked for.
    pub transcript: Transcript,
    /// Whether the stream was opened to the A-labels because the server did
    /// not know the U-labels.
    pub to_a_label: bool,
    /// Where `see-other-host` led to, in order.
    pub redirects: Vec<Redirect>,
    /// The certificates that the last server sent, its own first.
    pub chain: Vec<CertificateDer<'static>>,
}

/// Opens a stream; comes back by `deadline`, which covers everything done.
///
/// `config.to` is the domain in U-labels, `config.sni` in A-labels: RFC 7622
/// §3.2 asks for the former, and some servers know only the latter.
pub async fn open(remote: SocketAddr, config: SessionConfig<'_>, deadline: Mark) -> Opened {
    let mut config = config;
    let mut last = probe(remote, config, deadline).await;
    let mut to_a_label = false;
    if config.to != config.sni && is_unknown(&last.transcript) && Mark::now() < deadline {
        config.to = config.sni;
        let retried = probe(remote, config, deadline).await;
        if !is_unknown(&retried.transcript) {
            to_a_label = true;
            last = retried;
        }
    }
    let mut opened = Opened {
        transcript: last.transcript,
        to_a_label,
        redirects: Vec::new(),
        chain: last.chain,
    };
    opened.follow(remote, config, deadline).await;
    opened
}

impl Opened {
    /// What was seen at the end of all redirects.
    pub fn last(&self) -> &Transcript {
        let followed = self.redirects.iter().rev();
        let mut followed = followed.filter_map(|redirect| match &redirect.outcome {
            RedirectOutcome::Followed { transcript, .. } => Some(&**transcript),
            RedirectOutcome::Refused { .. } => None,
        });
        followed.next().unwrap_or(&self.transcript)
    }

    /// RFC 6120 §4.9.3.19.
    async fn follow(&mut self, remote: SocketAddr, config: SessionConfig<'_>, deadline: Mark) {
        let mut from = remote;
        while let Some(to) = other_host(self.last()) {
            let next = match self.redirects.len() == MAX_REDIRECTS {
                true => Err(RedirectRefusal::TooMany {
                    followed: MAX_REDIRECTS,
                }),
                false => locate::locate(&to, from, config.side.default_port(), deadline).await,
            };
            let address = match next {
                Ok(address) => address,
                Err(reason) => {
                    let outcome = RedirectOutcome::Refused { reason };
                    self.redirects.push(Redirect { to, outcome });
                    return;
                }
            };
            from = address;
            let seen = probe(address, config, deadline).await;
            self.chain = seen.chain;
            let outcome = RedirectOutcome::Followed {
                address,
                transcript: Box::new(seen.transcript),
            };
            self.redirects.push(Redirect { to, outcome });
        }
    }
}

fn is_unknown(transcript: &Transcript) -> bool {
    transcript
        .stream_error()
        .is_some_and(|error| error.condition == "host-unknown")
}

fn other_host(transcript: &Transcript) -> Option<String> {
    transcript.stream_error()?.other_host.clone()
}
