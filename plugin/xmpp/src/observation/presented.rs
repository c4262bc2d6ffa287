//! What other servers were shown of the prober.

use checker_kit::tls::{AltName, CertificateFacts};
use serde::{Deserialize, Serialize};

/// What can make a server refuse the certificate that it was shown. Nothing of
/// the certificate itself is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presented {
    /// Whether it is for the `from` of the streams.
    pub for_sender: bool,
    /// Whether it may authenticate clients (RFC 5280 §4.2.1.12).
    pub for_clients: bool,
    /// Whether its issuer is itself.
    pub self_issued: bool,
    /// Start of validity, seconds since 1970-01-01T00:00:00Z.
    pub not_before: i64,
    /// End of validity, seconds since 1970-01-01T00:00:00Z.
    pub not_after: i64,
}

impl Presented {
    /// That of a certificate, on streams from `sender` (A-labels).
    pub fn of(facts: &CertificateFacts, sender: &str) -> Self {
        let named = facts.names.iter().any(|name| is_for(name, sender));
        let usages = facts.extended_key_usage.as_ref();
        Self {
            // One of those that were left out may be it.
            for_sender: named || facts.names_left_out > 0,
            for_clients: usages.is_none_or(|usages| {
                let mut usages = usages.iter();
                usages.any(|usage| matches!(usage.as_str(), "clientAuth" | "any"))
            }),
            self_issued: facts.self_issued,
            not_before: facts.not_before,
            not_after: facts.not_after,
        }
    }
}

/// RFC 6120 §13.7.1.2.
fn is_for(name: &AltName, sender: &str) -> bool {
    match name {
        AltName::Dns(name) => {
            let wildcard = name.strip_prefix("*.");
            let parent = sender.split_once('.').map(|(_, parent)| parent);
            name.eq_ignore_ascii_case(sender)
                || wildcard.zip(parent).is_some_and(|(name, parent)| {
                    // RFC 9525 §6.3: it stands for one label.
                    name.eq_ignore_ascii_case(parent)
                })
        }
        AltName::XmppAddr(name) => name.eq_ignore_ascii_case(sender),
        AltName::Srv(name) => {
            let domain = name.strip_prefix("_xmpp-server.");
            domain.is_some_and(|domain| domain.eq_ignore_ascii_case(sender))
        }
        AltName::Ip(_) | AltName::Other(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::certificate;

    fn presented(change: impl FnOnce(&mut CertificateFacts)) -> Presented {
        let mut facts = certificate("a1", 100);
        change(&mut facts);
        Presented::of(&facts, "prober.example.org")
    }

    #[test]
    fn it_is_for_whom_its_names_say() {
        for (name, is_for) in [
            (AltName::Dns("Prober.Example.org".into()), true),
            (AltName::Dns("*.example.org".into()), true),
            (AltName::Dns("*.org".into()), false),
            (AltName::Dns("example.org".into()), false),
            (AltName::XmppAddr("prober.example.org".into()), true),
            (AltName::Srv("_xmpp-server.prober.example.org".into()), true),
            (
                AltName::Srv("_xmpp-client.prober.example.org".into()),
                false,
            ),
            (AltName::Ip("192.0.2.1".into()), false),
        ] {
            let presented = presented(|facts| facts.names = vec![name.clone()]);
            assert_eq!(presented.for_sender, is_for, "{name:?}");
        }
        assert!(presented(|facts| facts.names_left_out = 1).for_sender);
    }

    #[test]
    fn without_a_list_of_usages_it_is_for_all() {
        let with = |usages: &[&str]| {
            let usages = usages.iter().map(|usage| (*usage).to_owned()).collect();
            presented(|facts| facts.extended_key_usage = Some(usages)).for_clients
        };
        assert!(presented(|facts| facts.extended_key_usage = None).for_clients);
        assert!(with(&["serverAuth", "clientAuth"]));
        assert!(with(&["any"]));
        assert!(!with(&["serverAuth"]));
    }
}
