//! What is published for a TLS checker: `tls.endpoint.v1`.

use checker_kit::contract::Entry;
use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::domain::Domain;
use crate::observation::{Service, SrvLookup, Target};

/// The targets as entries, with what is known of the answers that led to them.
pub fn publish(domain: &Domain, targets: &[Target], services: &[SrvLookup]) -> Vec<Entry> {
    let entries = targets
        .iter()
        .map(|target| endpoint(domain, target, services).to_entry(&target.r#ref));
    entries.collect()
}

fn endpoint(domain: &Domain, target: &Target, services: &[SrvLookup]) -> TlsEndpoint {
    TlsEndpoint {
        host: target.host.clone(),
        port: target.port,
        // XEP-0368 §5, RFC 6120 §13.7.2: the domain, not the SRV target.
        sni: domain.ascii.clone(),
        starttls: match (target.method, target.side) {
            (Method::DirectTls, _) => Dialect::DirectTls,
            (Method::StartTls, Side::Client) => Dialect::XmppClient,
            (Method::StartTls, Side::Server) => Dialect::XmppServer,
        },
        require_starttls: target.method == Method::StartTls,
        alpn: match target.method {
            // XEP-0368 §4.
            Method::DirectTls => vec![target.side.alpn().to_owned()],
            Method::StartTls => Vec::new(),
        },
        authentic: authentic(target, services),
    }
}

/// Whether the answers that name the target were all authenticated; where none
/// names it, those that say so, since the domain itself is tried then.
fn authentic(target: &Target, services: &[SrvLookup]) -> Option<bool> {
    let names = |lookup: &&SrvLookup| {
        let place = (target.host.as_str(), target.port);
        let mut records = lookup.records.iter();
        records.any(|record| (record.target.as_str(), record.port) == place)
    };
    let own = Service::of(target.side, target.method);
    let naming: Vec<&SrvLookup> = services.iter().filter(names).collect();
    let of_service = |lookup: &&SrvLookup| lookup.service == own;
    let lookups = match naming.is_empty() {
        true => services.iter().filter(of_service).collect(),
        false => naming,
    };
    let all = lookups.iter().all(|lookup| lookup.authentic);
    (!lookups.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(side: Side, method: Method) -> TlsEndpoint {
        let domain = Domain::parse("domain", "münchen.example").unwrap();
        let target = Target {
            r#ref: "im.example:443".into(),
            host: "im.example".into(),
            port: 443,
            side,
            method,
        };
        let entries = publish(&domain, &[target], &[]);
        assert_eq!(entries[0].ref_, "im.example:443");
        TlsEndpoint::from_entry(&entries[0]).unwrap()
    }

    #[test]
    fn how_far_the_way_to_the_host_is_authenticated_is_said() {
        let case = crate::testing::sound();
        let (domain, targets) = (&case.observation.domain, &case.observation.targets);
        let mut services = case.observation.services.clone();
        let said = |services: &[SrvLookup]| {
            let entries = publish(domain, targets, services).into_iter();
            let all = entries.map(|entry| TlsEndpoint::from_entry(&entry).unwrap().authentic);
            all.collect::<Vec<_>>()
        };
        for lookup in &mut services {
            lookup.authentic = true;
        }
        assert!(said(&services).iter().all(|one| *one == Some(true)));
        services[0].authentic = false;
        let some = said(&services);
        assert!(some.contains(&Some(false)) && some.contains(&Some(true)));
        // The fallback: that there is no record is an answer, too.
        for lookup in &mut services {
            lookup.records.clear();
        }
        assert_eq!(said(&services), some);
        assert!(said(&[]).iter().all(Option::is_none));
    }

    #[test]
    fn direct_tls_names_its_protocol() {
        let endpoint = published(Side::Server, Method::DirectTls);
        assert_eq!(endpoint.sni, "xn--mnchen-3ya.example");
        assert_eq!(endpoint.host, "im.example");
        assert_eq!(endpoint.starttls, Dialect::DirectTls);
        assert!(!endpoint.require_starttls);
        assert_eq!(endpoint.alpn, ["xmpp-server"]);
        assert_eq!(
            published(Side::Client, Method::DirectTls).alpn,
            ["xmpp-client"]
        );
    }

    #[test]
    fn starttls_names_the_side_and_must_be_there() {
        let endpoint = published(Side::Client, Method::StartTls);
        assert_eq!(endpoint.starttls, Dialect::XmppClient);
        assert!(endpoint.require_starttls);
        assert!(endpoint.alpn.is_empty());
        assert_eq!(
            published(Side::Server, Method::StartTls).starttls,
            Dialect::XmppServer
        );
    }
}
