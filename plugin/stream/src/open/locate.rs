//! Where a `see-other-host` leads to.

use std::net::{IpAddr, SocketAddr};

use checker_kit::address::AddressClass;
use checker_kit::clock::Mark;
use checker_kit::dns::lookup_addresses;

use super::host_port;
use crate::labels::a_labels;
use crate::redirect::RedirectRefusal;

/// The address that a `see-other-host` names.
pub(super) async fn locate(
    to: &str,
    from: SocketAddr,
    default_port: u16,
    deadline: Mark,
) -> Result<SocketAddr, RedirectRefusal> {
    let (host, port) = host_port::split(to, default_port).ok_or(RedirectRefusal::NotAHost)?;
    let found = match host.parse::<IpAddr>() {
        Ok(address) => vec![address],
        Err(_) => {
            let name = a_labels(&host).ok_or(RedirectRefusal::NotAHost)?;
            let (a, aaaa) = lookup_addresses(&name, deadline).await;
            let (a, aaaa) = (a.addresses(), aaaa.addresses());
            // The family in use first.
            match from.is_ipv6() {
                true => [aaaa, a].concat(),
                false => [a, aaaa].concat(),
            }
        }
    };
    let address = choose(&found, from.ip())?;
    Ok(SocketAddr::new(address, port))
}

/// The first address that may be gone to: a server must not make the prober
/// look into a network that the server itself is not in.
fn choose(found: &[IpAddr], from: IpAddr) -> Result<IpAddr, RedirectRefusal> {
    let class = AddressClass::of(from);
    let allowed = |address: &&IpAddr| class.may_lead_to(AddressClass::of(**address));
    match (found.iter().find(allowed), found.first()) {
        (Some(address), _) => Ok(*address),
        (None, Some(address)) => Err(RedirectRefusal::AddressClass {
            address: *address,
            class: AddressClass::of(*address),
        }),
        (None, None) => Err(RedirectRefusal::DoesNotResolve),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(from: &str, found: &[&str]) -> Result<String, RedirectRefusal> {
        let found: Vec<IpAddr> = found.iter().map(|text| text.parse().unwrap()).collect();
        choose(&found, from.parse().unwrap()).map(|address| address.to_string())
    }

    #[test]
    fn one_kind_of_network_does_not_lead_into_another() {
        for (from, to) in [
            ("192.0.2.1", "10.0.0.1"),
            ("192.0.2.1", "127.0.0.1"),
            ("192.0.2.1", "::1"),
            ("192.0.2.1", "169.254.169.254"),
            ("127.0.0.1", "169.254.169.254"),
            ("127.0.0.1", "10.0.0.1"),
            ("10.0.0.1", "127.0.0.1"),
            ("10.0.0.1", "fe80::1"),
            ("fe80::1", "::1"),
        ] {
            let refused = go(from, &[to]);
            assert!(
                matches!(refused, Err(RedirectRefusal::AddressClass { .. })),
                "{from} to {to}: {refused:?}"
            );
        }
        for (from, to) in [
            ("192.0.2.1", "192.0.2.2"),
            ("127.0.0.1", "::1"),
            ("10.0.0.1", "fd00::1"),
            ("10.0.0.1", "192.0.2.1"),
        ] {
            assert_eq!(go(from, &[to]).as_deref(), Ok(to), "{from} to {to}");
        }
    }

    #[test]
    fn an_address_that_may_be_gone_to_is_found_among_others() {
        let found = ["10.0.0.1", "192.0.2.2"];
        assert_eq!(go("192.0.2.1", &found).as_deref(), Ok("192.0.2.2"));
        assert_eq!(go("192.0.2.1", &[]), Err(RedirectRefusal::DoesNotResolve));
    }

    #[test]
    fn why_a_redirect_was_refused_is_said() {
        let refused = go("192.0.2.1", &["127.0.0.1"]).unwrap_err();
        assert_eq!(refused.to_string(), "127.0.0.1 is a loopback address");
    }

    #[test]
    fn names_are_looked_up_in_a_labels() {
        let name = |text| a_labels(text);
        assert_eq!(name("Im.Example.").as_deref(), Some("im.example"));
        let international = name("m\u{fc}nchen.example");
        assert_eq!(international.as_deref(), Some("xn--mnchen-3ya.example"));
        assert_eq!(name(""), None);
        assert_eq!(name("a b"), None);
    }
}
