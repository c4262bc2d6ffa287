//! Which one fault lies behind connections that could not be made: a host
//! that is down, a family or an address that is dead, a port that is closed.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::cause;

/// An attempt to connect. One that failed for reasons on the prober's side is
/// none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The host whose address it is.
    pub host: String,
    /// Where to.
    pub remote: SocketAddr,
    /// Whether the peer accepted the connection.
    pub connected: bool,
}

/// All attempts of a check.
#[derive(Debug, Clone, Default)]
pub struct Attempts(Vec<Attempt>);

impl Attempts {
    /// Those that succeeded and those that failed.
    pub fn new(attempts: impl IntoIterator<Item = Attempt>) -> Self {
        let attempts = attempts.into_iter().map(|attempt| Attempt {
            host: cause::folded(&attempt.host),
            ..attempt
        });
        Self(attempts.collect())
    }

    /// The cause of a failure to connect to `remote`, an address of `host`:
    /// the widest fault that explains it.
    pub fn cause(&self, host: &str, remote: SocketAddr) -> String {
        let host = cause::folded(host);
        let of_host = |attempt: &Attempt| attempt.host == host;
        if self.dead(of_host) {
            return match self.ports(of_host) {
                1 => cause::port_dead(&host, remote.port()),
                _ => cause::host_down(&host),
            };
        }
        if self.dead(|attempt| attempt.remote.is_ipv6() == remote.is_ipv6()) {
            return cause::family_dead(remote.ip());
        }
        if self.dead(|attempt| attempt.remote.ip() == remote.ip()) {
            return cause::address_dead(remote.ip());
        }
        cause::port_dead(&host, remote.port())
    }

    /// Whether all such attempts failed.
    fn dead(&self, select: impl Fn(&Attempt) -> bool) -> bool {
        let mut selected = self.0.iter().filter(|attempt| select(attempt));
        selected.all(|attempt| !attempt.connected)
    }

    fn ports(&self, select: impl Fn(&Attempt) -> bool) -> usize {
        let selected = self.0.iter().filter(|attempt| select(attempt));
        let ports: BTreeSet<u16> = selected.map(|attempt| attempt.remote.port()).collect();
        ports.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The causes of those that failed, in their order.
    fn causes(attempts: &[(&str, &str, bool)]) -> Vec<String> {
        let all = attempts.iter().map(|(host, remote, connected)| Attempt {
            host: (*host).to_owned(),
            remote: remote.parse().unwrap(),
            connected: *connected,
        });
        let all = Attempts::new(all);
        let failed = attempts.iter().filter(|(_, _, connected)| !connected);
        failed
            .map(|(host, remote, _)| all.cause(host, remote.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_host_that_answers_nowhere_is_down() {
        let attempts = [
            ("a.example", "192.0.2.1:5222", false),
            ("A.example.", "192.0.2.1:5269", false),
            ("a.example", "[2001:db8::1]:5222", false),
            ("b.example", "192.0.2.2:5222", true),
        ];
        assert_eq!(causes(&attempts), ["host.down:a.example"; 3]);
    }

    #[test]
    fn a_host_with_one_port_is_not_down_for_want_of_it() {
        let attempts = [
            ("a.example", "192.0.2.1:5222", false),
            ("a.example", "[2001:db8::1]:5222", false),
        ];
        assert_eq!(causes(&attempts), ["port.dead:a.example:5222"; 2]);
    }

    #[test]
    fn a_family_that_answers_nowhere_is_dead_whatever_the_ports() {
        let attempts = [
            ("a.example", "[2001:db8::1]:5222", false),
            ("a.example", "[2001:db8::1]:5269", false),
            ("a.example", "192.0.2.1:5222", true),
        ];
        assert_eq!(causes(&attempts), ["family.dead:ipv6"; 2]);
    }

    #[test]
    fn an_address_beside_others_of_its_family_is_dead_by_itself() {
        let attempts = [
            ("a.example", "192.0.2.1:5222", false),
            ("a.example", "192.0.2.1:5269", false),
            ("a.example", "192.0.2.2:5222", true),
        ];
        assert_eq!(causes(&attempts), ["address.dead:192.0.2.1"; 2]);
    }

    #[test]
    fn a_port_is_dead_where_the_address_answers_on_others() {
        let attempts = [
            ("a.example", "192.0.2.1:5222", true),
            ("a.example", "192.0.2.1:5223", false),
            ("a.example", "[2001:db8::1]:5222", true),
            ("a.example", "[2001:db8::1]:5223", false),
        ];
        assert_eq!(causes(&attempts), ["port.dead:a.example:5223"; 2]);
    }
}
