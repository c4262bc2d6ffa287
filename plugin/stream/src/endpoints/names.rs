//! Whether a certificate is for a name (RFC 9525, RFC 6120 §13.7.1.2).

use std::net::IpAddr;

use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_kit::tls::{AltName, CertificateFacts};

use crate::side::Side;

/// Whether one of the certificate's names is the endpoint's. `agreed` is the
/// protocol name that the server chose by ALPN.
pub fn matches(leaf: &CertificateFacts, entry: &TlsEndpoint, agreed: Option<&str>) -> bool {
    let wanted = entry.name().to_ascii_lowercase();
    let sides = sides(entry, agreed);
    leaf.names.iter().any(|name| match name {
        AltName::Dns(_) | AltName::Ip(_) => of_host(name, &wanted),
        AltName::XmppAddr(name) => !sides.is_empty() && name.eq_ignore_ascii_case(&wanted),
        AltName::Srv(name) => sides.iter().any(|side| srv_matches(name, *side, &wanted)),
        AltName::Other(_) => false,
    })
}

/// Whether the certificate names the endpoint by what everybody looks at: a
/// dNSName, or for an address an iPAddress (RFC 9525 §4).
pub fn matches_host(leaf: &CertificateFacts, entry: &TlsEndpoint) -> bool {
    is_for_host(leaf, entry.name())
}

/// Whether the certificate is for this host by what everybody looks at.
pub fn is_for_host(leaf: &CertificateFacts, host: &str) -> bool {
    let wanted = host.trim_end_matches('.').to_ascii_lowercase();
    leaf.names.iter().any(|name| of_host(name, &wanted))
}

fn of_host(name: &AltName, wanted: &str) -> bool {
    match name {
        AltName::Dns(name) => dns_matches(&name.to_ascii_lowercase(), wanted),
        AltName::Ip(address) => same_address(address, wanted),
        AltName::XmppAddr(_) | AltName::Srv(_) | AltName::Other(_) => false,
    }
}

/// The sides of XMPP that are served at the endpoint: their names count there
/// besides those of hosts.
pub fn sides(entry: &TlsEndpoint, agreed: Option<&str>) -> Vec<Side> {
    match &entry.starttls {
        Dialect::XmppClient => vec![Side::Client],
        Dialect::XmppServer => vec![Side::Server],
        Dialect::Smtp | Dialect::Imap | Dialect::Pop3 | Dialect::Other(_) => Vec::new(),
        Dialect::DirectTls => {
            let offered = entry.alpn.iter().map(String::as_str);
            let names: Vec<&str> = match agreed {
                Some(agreed) => vec![agreed],
                // A server without ALPN serves what it was asked for.
                None => offered.collect(),
            };
            let sides = [Side::Client, Side::Server].into_iter();
            sides.filter(|side| names.contains(&side.alpn())).collect()
        }
    }
}

/// RFC 4985 §2: `_Service.Name`.
fn srv_matches(name: &str, side: Side, wanted: &str) -> bool {
    let Some((service, domain)) = name.split_once('.') else {
        return false;
    };
    let service = service.strip_prefix('_').unwrap_or_default();
    service.eq_ignore_ascii_case(side.alpn()) && domain.eq_ignore_ascii_case(wanted)
}

fn same_address(presented: &str, wanted: &str) -> bool {
    match (presented.parse::<IpAddr>(), wanted.parse::<IpAddr>()) {
        (Ok(presented), Ok(wanted)) => presented == wanted,
        _ => false,
    }
}

/// RFC 9525 §6.3: a wildcard is the whole leftmost label and stands for
/// exactly one.
fn dns_matches(presented: &str, wanted: &str) -> bool {
    if presented == wanted {
        return true;
    }
    let Some(suffix) = presented.strip_prefix("*.") else {
        return false;
    };
    match wanted.split_once('.') {
        Some((label, rest)) => !label.is_empty() && rest == suffix && suffix.contains('.'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker_lab::{Leaf, entry};

    #[test]
    fn a_wildcard_stands_for_one_label() {
        assert!(dns_matches("*.example.org", "im.example.org"));
        assert!(!dns_matches("*.example.org", "example.org"));
        assert!(!dns_matches("*.example.org", "a.b.example.org"));
        assert!(!dns_matches("i*.example.org", "im.example.org"));
        assert!(!dns_matches("*.org", "example.org"));
    }

    #[test]
    fn names_of_xmpp_count_where_xmpp_is_spoken() {
        let client = TlsEndpoint {
            starttls: Dialect::XmppClient,
            ..entry()
        };
        let server = TlsEndpoint {
            starttls: Dialect::XmppServer,
            ..entry()
        };
        let direct = TlsEndpoint {
            alpn: vec!["xmpp-client".into()],
            ..entry()
        };
        let other = entry();
        let srv = Leaf {
            srv_names: &["_xmpp-client.example.org"],
            names: &[],
            ..Leaf::sound()
        };
        let addr = Leaf {
            xmpp_addrs: &["EXAMPLE.org"],
            names: &[],
            ..Leaf::sound()
        };
        let (srv, addr) = (srv.facts(), addr.facts());
        for (leaf, endpoint, agreed, expected) in [
            (&srv, &client, None, true),
            (&srv, &server, None, false),
            (&srv, &direct, None, true),
            (&srv, &direct, Some("xmpp-client"), true),
            (&srv, &direct, Some("xmpp-server"), false),
            (&srv, &other, None, false),
            (&addr, &client, None, true),
            (&addr, &server, None, true),
            (&addr, &other, None, false),
        ] {
            let matches = matches(leaf, endpoint, agreed);
            assert_eq!(
                matches, expected,
                "{:?} {endpoint:?} {agreed:?}",
                leaf.names
            );
        }
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        assert!(same_address("2001:db8::1", "2001:0db8:0:0::1"));
        assert!(!same_address("192.0.2.1", "192.0.2.10"));
        assert!(!same_address("example.org", "example.org"));
    }
}
