//! Which destinations a check may connect to, decided on the address actually
//! connected to.

mod class;

pub use class::AddressClass;

use std::collections::BTreeSet;
use std::net::SocketAddr;

/// Which addresses and ports are allowed.
#[derive(Debug, Clone)]
pub struct Policy {
    allowed: BTreeSet<AddressClass>,
    denied_ports: BTreeSet<u16>,
    allowed_ports: BTreeSet<u16>,
}

/// What a policy has against a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Denial {
    /// Nothing is to be sent to this port.
    #[error("a denied port")]
    Port,
    /// The address is not one of the public Internet.
    #[error("{0}")]
    Address(AddressClass),
}

impl Policy {
    /// Only global unicast addresses: for checks whose subject comes from
    /// strangers.
    pub fn public_only() -> Self {
        Self {
            allowed: BTreeSet::new(),
            denied_ports: BTreeSet::new(),
            allowed_ports: BTreeSet::new(),
        }
    }

    /// Every address: for one's own use and for test labs.
    pub fn any_address() -> Self {
        AddressClass::ALL
            .into_iter()
            .fold(Self::public_only(), Self::allow)
    }

    /// The same with the addresses of this class allowed.
    #[must_use]
    pub fn allow(mut self, class: AddressClass) -> Self {
        self.allowed.insert(class);
        self
    }

    /// The same with these ports denied, whatever the address.
    #[must_use]
    pub fn deny_ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.denied_ports.extend(ports);
        self
    }

    /// The same with these ports allowed to a checker that asks to be kept from
    /// them. What the policy itself denies stays denied.
    #[must_use]
    pub fn allow_ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.allowed_ports.extend(ports);
        self
    }

    /// The same for a checker that asks to be kept from these ports.
    #[must_use]
    pub fn keep_from(self, ports: impl IntoIterator<Item = u16>) -> Self {
        let kept: Vec<u16> = ports
            .into_iter()
            .filter(|port| !self.allowed_ports.contains(port))
            .collect();
        self.deny_ports(kept)
    }

    /// Whether the destination is allowed.
    ///
    /// # Errors
    ///
    /// What speaks against it.
    pub fn check(&self, remote: SocketAddr) -> Result<(), Denial> {
        if self.denied_ports.contains(&remote.port()) {
            return Err(Denial::Port);
        }
        match AddressClass::of(remote.ip()) {
            Some(class) if !self.allowed.contains(&class) => Err(Denial::Address(class)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &Policy, text: &str) -> Result<(), Denial> {
        policy.check(text.parse().unwrap())
    }

    #[test]
    fn only_global_unicast_passes_the_public_policy() {
        let policy = Policy::public_only();
        for text in ["127.0.0.1:443", "[fd00::1]:443", "192.0.2.1:443"] {
            assert!(check(&policy, text).is_err(), "{text}");
            assert_eq!(check(&Policy::any_address(), text), Ok(()), "{text}");
        }
        for text in ["8.8.8.8:443", "[2a00:1450:4001:80b::200e]:443"] {
            assert_eq!(check(&policy, text), Ok(()), "{text}");
        }
    }

    #[test]
    fn classes_are_allowed_one_by_one() {
        let policy = Policy::public_only().allow(AddressClass::Private);
        assert_eq!(check(&policy, "10.0.0.1:443"), Ok(()));
        assert_eq!(check(&policy, "[fd00::1]:443"), Ok(()));
        for (text, class) in [
            ("127.0.0.1:443", AddressClass::Loopback),
            ("[fe80::1]:443", AddressClass::LinkLocal),
            ("169.254.169.254:443", AddressClass::Metadata),
        ] {
            assert_eq!(check(&policy, text), Err(Denial::Address(class)), "{text}");
        }
    }

    #[test]
    fn a_denied_port_is_denied_at_every_address() {
        let policy = Policy::any_address().deny_ports([25]).deny_ports([22]);
        assert_eq!(check(&policy, "127.0.0.1:25"), Err(Denial::Port));
        assert_eq!(check(&policy, "8.8.8.8:22"), Err(Denial::Port));
        assert_eq!(check(&policy, "127.0.0.1:443"), Ok(()));
    }

    #[test]
    fn what_a_checker_asks_to_be_kept_from_can_be_allowed_and_no_more() {
        let policy = Policy::any_address().deny_ports([22]).allow_ports([22, 25]);
        let of_checker = policy.keep_from([22, 25, 465]);
        assert_eq!(check(&of_checker, "127.0.0.1:25"), Ok(()));
        for port in ["127.0.0.1:22", "127.0.0.1:465"] {
            assert_eq!(check(&of_checker, port), Err(Denial::Port), "{port}");
        }
    }
}
