//! What is published for a TLS checker: `tls.endpoint.v1`.

use checker_kit::contract::Entry;
use checker_kit::shared::tls_endpoint::{Dialect, TlsEndpoint};
use checker_stream::method::Method;
use checker_stream::side::Side;

use crate::domain::Domain;
use crate::observation::Target;

/// The targets as entries.
pub fn publish(domain: &Domain, targets: &[Target]) -> Vec<Entry> {
    let entries = targets
        .iter()
        .map(|target| endpoint(domain, target).to_entry(&target.r#ref));
    entries.collect()
}

fn endpoint(domain: &Domain, target: &Target) -> TlsEndpoint {
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
    }
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
        let entries = publish(&domain, &[target]);
        assert_eq!(entries[0].ref_, "im.example:443");
        TlsEndpoint::from_entry(&entries[0]).unwrap()
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
