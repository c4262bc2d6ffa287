//! How the server behaves.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::archive::Keeping;
use super::start_error::StartError;
use super::subnet::Subnet;
use crate::platform::Platform;

/// How the server behaves.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where to listen. Default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// Which checkers to serve, by their identifiers: one at the root, several
    /// each below its own. Default none: the platform's first.
    pub checkers: Vec<String>,
    /// How many checks run at once. Default 32.
    pub max_checks: usize,
    /// How many wait for a permit. Default 1,024.
    pub max_queue: usize,
    /// How many connections are open at once, if there are descriptors for
    /// them. Default 2,048.
    pub max_connections: usize,
    /// Where clients are that may have more than a fair share of everything: a
    /// platform, a Prometheus, a proxy. Default this machine.
    pub trusted: Vec<Subnet>,
    /// The proxies that are believed when they say whom they ask for, in
    /// `X-Forwarded-For`. Default none.
    pub proxies: Vec<Subnet>,
    /// How results of the pages are kept. Default not at all: they can be looked
    /// at for ten minutes.
    pub keeping: Option<Keeping>,
    /// Where the network is a simulated one: what there is on it to check, so that
    /// the pages can say so. Default nothing: it is a real one.
    pub simulated: Vec<Simulated>,
    /// For how long a result answers identical requests. Default zero.
    pub cache: Duration,
    /// Host names under which everything but the health may be asked for, besides
    /// addresses and names of one label. Default none: only the pages hold to
    /// that.
    pub hosts: Vec<String>,
    /// What to tell somebody who asked under another name: how whoever runs the
    /// server adds it to `hosts`. Default nothing.
    pub host_hint: Option<fn(&str) -> String>,
    /// How long one request may take. Default 115 s: the platform waits 120 s.
    pub request_deadline: Duration,
    /// How long work may go on after the end was asked for. Default 10 s.
    pub grace: Duration,
}

/// Something to check on a simulated network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulated {
    /// Its name.
    pub name: String,
    /// What there is to be seen, in a few words.
    pub about: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 8080).into(),
            checkers: Vec::new(),
            max_checks: 32,
            max_queue: 1_024,
            max_connections: 2_048,
            trusted: Subnet::LOOPBACK.to_vec(),
            proxies: Vec::new(),
            keeping: None,
            simulated: Vec::new(),
            cache: Duration::ZERO,
            hosts: Vec::new(),
            host_hint: None,
            request_deadline: Duration::from_secs(115),
            grace: Duration::from_secs(10),
        }
    }
}

impl Settings {
    /// The same with checkers that the platform has.
    pub(super) fn of(mut self, platform: &Platform) -> Result<Self, StartError> {
        if self.checkers.is_empty() {
            let first = platform.members().first();
            let first = first.ok_or(StartError::NoChecker)?;
            self.checkers.push(first.definition().id.clone());
        }
        match self
            .checkers
            .iter()
            .find(|id| platform.member(id).is_none())
        {
            Some(id) => Err(StartError::NoSuchChecker(id.clone())),
            None => Ok(self),
        }
    }
}
