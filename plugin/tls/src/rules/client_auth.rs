//! `tls.client_auth`: whether a server's certificate also serves when it calls
//! others.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause::{self, CertificateFault};
use checker_kit::state::Finding;

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::{Address, Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Certificates of server-to-server endpoints can authenticate outgoing federation.",
    severity: Status::Warn,
    part: None,
    judge,
};

const NAME: &str = "tls.client_auth";

fn judge(case: &Case) -> Vec<Finding> {
    per_endpoint::judge(case, NAME, of_endpoint, as_it_should_be)
}

fn of_endpoint(endpoint: &Endpoint) -> Option<Vec<Fault>> {
    match endpoint.is_for_servers() {
        true => over_addresses(endpoint, of_address),
        false => None,
    }
}

fn of_address(address: &Address) -> Option<Vec<Fault>> {
    let leaf = &address.shown.as_ref()?.leaf;
    // RFC 5280 §4.2.1.12: without the extension a certificate is for any use.
    let Some(uses) = &leaf.extended_key_usage else {
        return Some(Vec::new());
    };
    if uses
        .iter()
        .any(|name| name == "clientAuth" || name == "any")
    {
        return Some(Vec::new());
    }
    let cause = cause::of_certificate(CertificateFault::NotForClients, &leaf.sha256);
    // Public authorities stopped issuing clientAuth in 2026. As long as
    // dialback (XEP-0220) is there, that keeps nobody from federating.
    let fault = match address.dialback {
        Some(false) => Fault::new(
            Status::Warn,
            "no-client-auth",
            "The certificate is not for clientAuth, and dialback is not offered: strict servers \
             refuse it for outgoing federation by SASL EXTERNAL.",
        ),
        None | Some(true) => Fault::new(
            Status::Info,
            "no-client-auth",
            "The certificate is not for clientAuth: strict servers refuse it for outgoing \
             federation by SASL EXTERNAL, and dialback has to do.",
        ),
    };
    Some(vec![
        fault
            .fix(
                "Keep dialback enabled, or use a certificate with the clientAuth extended key usage \
                 for server-to-server connections.",
            )
            .cause(cause),
    ])
}

#[cfg(test)]
mod tests {
    use checker_kit::shared::tls_endpoint::Dialect;

    use super::*;
    use crate::lab::{Lab, Leaf, V4, judged, refused, states};

    fn federating(leaf: &Leaf, dialback: Option<bool>) -> Lab {
        let mut lab = Lab::issued(leaf);
        lab.only().entry.starttls = Dialect::XmppServer;
        lab.only().addresses[0].dialback = dialback;
        lab
    }

    #[test]
    fn one_for_clients_or_for_any_use_is_fine() {
        for usages in [
            &["serverAuth", "clientAuth"][..],
            &["any", "serverAuth"],
            &[],
        ] {
            let leaf = Leaf {
                usages,
                ..Leaf::sound()
            };
            let lab = federating(&leaf, Some(false));
            assert_eq!(judged(&RULE, &lab.case()), ["ok tls.client_auth.ok"]);
        }
    }

    #[test]
    fn one_that_is_not_matters_where_dialback_is_not_offered() {
        let leaf = Leaf {
            usages: &["serverAuth"],
            ..Leaf::sound()
        };
        for (dialback, expected) in [
            (Some(false), "warn tls.client_auth.no-client-auth"),
            (Some(true), "info tls.client_auth.no-client-auth"),
            (None, "info tls.client_auth.no-client-auth"),
        ] {
            let case = federating(&leaf, dialback).case();
            assert_eq!(judged(&RULE, &case), [expected]);
            let cause = states(&RULE, &case).remove(0).cause.unwrap();
            assert!(cause.starts_with("certificate.not-for-clients:"), "{cause}");
        }
    }

    #[test]
    fn it_is_about_servers_that_call_each_other() {
        let leaf = Leaf {
            usages: &["serverAuth"],
            ..Leaf::sound()
        };
        let skipped = ["unknown tls.client_auth.skipped"];
        assert_eq!(judged(&RULE, &Lab::issued(&leaf).case()), skipped);
        let mut lab = Lab::issued(&leaf);
        lab.only().entry.starttls = Dialect::DirectTls;
        assert_eq!(judged(&RULE, &lab.case()), skipped);
        lab.only().entry.alpn = vec!["xmpp-server".into()];
        lab.only().addresses[0].dialback = None;
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["info tls.client_auth.no-client-auth"]
        );
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(judged(&RULE, &lab.case()), skipped);
    }
}
