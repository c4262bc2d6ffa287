//! Which one fault lies behind connections that could not be made: a host that
//! is down, a family or an address that is dead, a port where nothing listens.

use std::collections::BTreeSet;
use std::net::IpAddr;

use checker_stream::side::Side;

use super::fault::Fault;
use super::kind::Kind;

/// An attempt to connect to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attempt<'a> {
    /// The host whose address it is.
    pub(super) host: &'a str,
    /// The side that is expected there.
    pub(super) side: Side,
    /// The address.
    pub(super) address: IpAddr,
    /// The port.
    pub(super) port: u16,
    /// Whether the peer accepted the connection.
    pub(super) connected: bool,
}

/// All attempts of a check; those that were not made are none.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempts<'a>(Vec<Attempt<'a>>);

impl<'a> Attempts<'a> {
    pub(super) fn new(attempts: impl IntoIterator<Item = Attempt<'a>>) -> Self {
        Self(attempts.into_iter().collect())
    }

    /// The widest fault that explains why this one failed.
    pub(super) fn fault(&self, failed: &Attempt<'_>) -> Fault {
        let of_host = |attempt: &Attempt| attempt.host == failed.host;
        if self.dead(of_host) {
            return match self.ports(of_host) {
                1 => Fault::of_port(Kind::PortDead, failed.host, failed.port),
                _ => Fault::about(Kind::HostDown, failed.host),
            };
        }
        let v6 = failed.address.is_ipv6();
        if self.dead(|attempt| attempt.address.is_ipv6() == v6) {
            return Fault::of_family(Kind::FamilyDead, failed.address);
        }
        if self.dead(|attempt| attempt.address == failed.address) {
            return Fault::about(Kind::AddressDead, failed.address.to_string());
        }
        let of_side = |attempt: &Attempt| of_host(attempt) && attempt.side == failed.side;
        if self.dead(of_side) && self.ports(of_side) > 1 {
            let (side, host) = (failed.side.word(), failed.host);
            return Fault::about(Kind::SideDown, format!("{side}:{host}"));
        }
        Fault::of_port(Kind::PortDead, failed.host, failed.port)
    }

    /// Whether all such attempts failed.
    fn dead(&self, select: impl Fn(&Attempt<'_>) -> bool) -> bool {
        let mut selected = self.0.iter().filter(|attempt| select(attempt));
        selected.all(|attempt| !attempt.connected)
    }

    fn ports(&self, select: impl Fn(&Attempt<'_>) -> bool) -> usize {
        let selected = self.0.iter().filter(|attempt| select(attempt));
        let ports: BTreeSet<u16> = selected.map(|attempt| attempt.port).collect();
        ports.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The causes of those that failed, each once.
    fn causes(attempts: &[(&str, &str, u16, bool)]) -> BTreeSet<String> {
        let all: Vec<Attempt<'_>> = attempts
            .iter()
            .map(|(host, address, port, connected)| Attempt {
                host,
                side: match port {
                    5269 | 5270 => Side::Server,
                    _ => Side::Client,
                },
                address: address.parse().unwrap(),
                port: *port,
                connected: *connected,
            })
            .collect();
        let attempts = Attempts::new(all.clone());
        let failed = all.iter().filter(|attempt| !attempt.connected);
        failed
            .map(|attempt| attempts.fault(attempt).to_string())
            .collect()
    }

    fn one(cause: &str) -> BTreeSet<String> {
        BTreeSet::from([cause.to_owned()])
    }

    #[test]
    fn a_host_that_answers_nowhere_is_down() {
        let attempts = [
            ("a.example", "192.0.2.1", 5222, false),
            ("a.example", "192.0.2.1", 5269, false),
            ("a.example", "2001:db8::1", 5222, false),
            ("b.example", "192.0.2.2", 5222, true),
        ];
        assert_eq!(causes(&attempts), one("host.down:a.example"));
    }

    #[test]
    fn a_host_with_one_port_is_not_down_for_want_of_it() {
        let attempts = [
            ("a.example", "192.0.2.1", 5222, false),
            ("a.example", "2001:db8::1", 5222, false),
        ];
        assert_eq!(causes(&attempts), one("port.dead:a.example:5222"));
    }

    #[test]
    fn a_family_that_answers_nowhere_is_dead_whatever_the_ports() {
        let attempts = [
            ("a.example", "2001:db8::1", 5222, false),
            ("a.example", "2001:db8::1", 5269, false),
            ("a.example", "192.0.2.1", 5222, true),
            ("b.example", "2001:db8::2", 5222, false),
            ("b.example", "192.0.2.2", 5222, true),
        ];
        assert_eq!(causes(&attempts), one("family.dead:ipv6"));
    }

    #[test]
    fn an_address_beside_others_of_its_family_is_dead_by_itself() {
        let attempts = [
            ("a.example", "192.0.2.1", 5222, false),
            ("a.example", "192.0.2.1", 5269, false),
            ("a.example", "192.0.2.2", 5222, true),
            ("a.example", "192.0.2.2", 5269, true),
        ];
        assert_eq!(causes(&attempts), one("address.dead:192.0.2.1"));
    }

    #[test]
    fn a_port_is_dead_where_others_of_its_addresses_answer() {
        let attempts = [
            ("a.example", "192.0.2.1", 5222, true),
            ("a.example", "192.0.2.1", 5223, false),
            ("a.example", "2001:db8::1", 5222, true),
            ("a.example", "2001:db8::1", 5223, false),
        ];
        assert_eq!(causes(&attempts), one("port.dead:a.example:5223"));
    }

    #[test]
    fn all_ports_of_one_side_are_one_fault() {
        let attempts = [
            ("a.example", "192.0.2.1", 5222, false),
            ("a.example", "192.0.2.1", 5223, false),
            ("a.example", "192.0.2.1", 5269, true),
        ];
        assert_eq!(causes(&attempts), one("side.down:c2s:a.example"));
    }

    #[test]
    fn two_faults_stay_two() {
        let attempts = [
            ("a.example", "192.0.2.1", 5222, true),
            ("a.example", "192.0.2.1", 5223, false),
            ("a.example", "2001:db8::1", 5222, false),
            ("a.example", "2001:db8::1", 5223, false),
        ];
        let both = ["family.dead:ipv6", "port.dead:a.example:5223"];
        assert_eq!(causes(&attempts), BTreeSet::from(both.map(String::from)));
    }
}
