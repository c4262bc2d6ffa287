//! Which one fault lies behind connections that could not be made: a host
//! that is down, a port that is closed, an address that is dead.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::cause;

/// An attempt to connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The host whose address it is.
    pub host: String,
    /// Where to.
    pub remote: SocketAddr,
    /// Whether the peer answered; an attempt that failed for reasons on the
    /// prober's side is none.
    pub connected: bool,
}

/// The attempts of a run, to name what those that failed have in common.
#[derive(Debug, Clone, Default)]
pub struct Unreachable {
    attempts: Vec<Attempt>,
}

impl Unreachable {
    /// Of all attempts of a run, whether they failed or not.
    pub fn new(attempts: impl IntoIterator<Item = Attempt>) -> Self {
        let attempts = attempts.into_iter().map(|attempt| Attempt {
            host: attempt.host.trim_end_matches('.').to_ascii_lowercase(),
            ..attempt
        });
        Self {
            attempts: attempts.collect(),
        }
    }

    /// The cause of a failure to connect to `remote`, an address of `host`:
    /// the widest fault that fits.
    pub fn cause(&self, host: &str, remote: SocketAddr) -> String {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let of_host = |attempt: &Attempt| attempt.host == host;
        if self.dead(of_host) {
            return cause::unreachable_host(&host);
        }
        let of_address = |attempt: &Attempt| attempt.remote.ip() == remote.ip();
        if self.dead(of_address) && self.ports(remote.ip()) > 1 {
            return cause::unreachable_address(remote.ip());
        }
        let of_port =
            |attempt: &Attempt| of_host(attempt) && attempt.remote.port() == remote.port();
        match self.dead(of_port) {
            true => cause::unreachable_port(&host, remote.port()),
            false => cause::unreachable_endpoint(remote),
        }
    }

    /// Whether there are such attempts and all of them failed.
    fn dead(&self, select: impl Fn(&Attempt) -> bool) -> bool {
        let mut selected = self
            .attempts
            .iter()
            .filter(|attempt| select(attempt))
            .peekable();
        selected.peek().is_some() && selected.all(|attempt| !attempt.connected)
    }

    fn ports(&self, address: IpAddr) -> usize {
        let remotes = self.attempts.iter().map(|attempt| attempt.remote);
        let ports: BTreeSet<u16> = remotes
            .filter(|remote| remote.ip() == address)
            .map(|remote| remote.port())
            .collect();
        ports.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn causes(attempts: &[(&str, &str, bool)]) -> Vec<String> {
        let all = attempts.iter().map(|(host, remote, connected)| Attempt {
            host: (*host).to_owned(),
            remote: remote.parse().unwrap(),
            connected: *connected,
        });
        let unreachable = Unreachable::new(all);
        let failed = attempts.iter().filter(|(_, _, connected)| !connected);
        failed
            .map(|(host, remote, _)| unreachable.cause(host, remote.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_host_that_answers_nowhere_is_down() {
        let attempts = [
            ("im.example.org", "192.0.2.1:5222", false),
            ("IM.example.org.", "192.0.2.1:5269", false),
            ("im.example.org", "[2001:db8::1]:5222", false),
            ("other.example.org", "192.0.2.2:5222", true),
        ];
        assert_eq!(causes(&attempts), ["unreachable:im.example.org"; 3]);
    }

    #[test]
    fn an_address_that_answers_on_no_port_is_dead() {
        let attempts = [
            ("im.example.org", "192.0.2.1:5222", true),
            ("im.example.org", "192.0.2.1:5269", true),
            ("im.example.org", "[2001:db8::1]:5222", false),
            ("im.example.org", "[2001:db8::1]:5269", false),
        ];
        assert_eq!(causes(&attempts), ["unreachable:2001:db8::1"; 2]);
    }

    #[test]
    fn a_port_that_no_address_answers_on_is_closed() {
        let attempts = [
            ("im.example.org", "192.0.2.1:5222", true),
            ("im.example.org", "192.0.2.1:5223", false),
            ("im.example.org", "[2001:db8::1]:5222", true),
            ("im.example.org", "[2001:db8::1]:5223", false),
        ];
        assert_eq!(causes(&attempts), ["unreachable:im.example.org:5223"; 2]);
    }

    #[test]
    fn one_port_of_one_address_stands_for_itself() {
        let attempts = [
            ("im.example.org", "192.0.2.1:5222", false),
            ("im.example.org", "192.0.2.1:5269", true),
            ("im.example.org", "192.0.2.2:5222", true),
        ];
        assert_eq!(causes(&attempts), ["unreachable:192.0.2.1:5222"]);
    }
}
