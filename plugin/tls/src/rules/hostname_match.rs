//! `tls.hostname_match`: whether the certificate is for the name.

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::cause::{self, CertificateFault};
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_kit::tls::{AltName, CertificateFacts};

use super::fault::Fault;
use super::per_endpoint::{self, as_it_should_be, over_addresses};
use crate::case::{Address, Case, Endpoint};

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The certificate is for the name that clients ask for.",
    severity: Status::Crit,
    part: None,
    judge,
};

const NAME: &str = "tls.hostname_match";
/// The most names of a certificate that are shown.
const SHOWN: usize = 5;

fn judge(case: &Case) -> Vec<Finding> {
    let look =
        |endpoint: &Endpoint| over_addresses(endpoint, |address| of_address(endpoint, address));
    per_endpoint::judge(case, NAME, look, as_it_should_be)
}

fn of_address(endpoint: &Endpoint, address: &Address) -> Option<Vec<Fault>> {
    let shown = address.shown.as_ref()?;
    let name = endpoint.entry.name();
    if shown.names_host {
        return Some(Vec::new());
    }
    if shown.names_endpoint {
        return Some(vec![no_dns_name(name, &shown.leaf)]);
    }
    let wildcard = AltName::Dns(format!("*.{}", name.to_ascii_lowercase()));
    // RFC 9525 §6.3.
    let more = match shown.leaf.names.contains(&wildcard) {
        true => format!(" (a wildcard does not stand for {name} itself)"),
        false => String::new(),
    };
    let message = format!(
        "The certificate is not for {name}: {}{more}.",
        names(&shown.leaf)
    );
    // RFC 6120 §13.7.1.2: it is the domain that counts, not the SRV target.
    let host = AltName::Dns(endpoint.entry.host.to_ascii_lowercase());
    let fix = match shown.leaf.names.contains(&host) {
        false => format!("Use a certificate for {name}."),
        true => format!(
            "Use a certificate for {name} (the domain of the addresses, not the host of the server)."
        ),
    };
    Some(vec![
        Fault::new(Status::Crit, "name-mismatch", message)
            .fix(fix)
            .cause(cause::wrong_name(name, &shown.leaf.sha256)),
    ])
}

/// RFC 6120 §13.7.1.2 is content with an SRVName, and RFC 3920 with an
/// XmppAddr; libraries that know names of hosts only are not.
fn no_dns_name(name: &str, leaf: &CertificateFacts) -> Fault {
    let message = format!(
        "The certificate is for {name} by SRVName or XmppAddr alone: peers that look at names of \
         hosts only, such as those written in Go, refuse it."
    );
    Fault::new(Status::Info, "no-dns-name", message)
        .fix(format!(
            "Have {name} put into the certificate as a dNSName, too."
        ))
        .cause(cause::of_certificate(
            CertificateFault::NoDnsName,
            &leaf.sha256,
        ))
}

fn names(leaf: &CertificateFacts) -> String {
    let shown = leaf.names.iter().take(SHOWN).map(|name| match name {
        AltName::Dns(name) | AltName::Ip(name) | AltName::Other(name) => name.clone(),
        AltName::Srv(name) => format!("SRVName {name}"),
        AltName::XmppAddr(name) => format!("XmppAddr {name}"),
    });
    let mut names: Vec<String> = shown.collect();
    let more = leaf.names.len() + leaf.names_left_out - names.len();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    match names.is_empty() {
        true => "it carries no subject alternative name".to_owned(),
        false => format!("it is for {}", list(&names)),
    }
}

#[cfg(test)]
mod tests {
    use checker_kit::state::Meta;

    use super::*;
    use crate::lab::{Lab, Leaf, V4, judged, refused, states};

    fn message(leaf: &Leaf) -> String {
        let case = Lab::issued(leaf).case();
        assert_eq!(
            judged(&RULE, &case),
            ["crit tls.hostname_match.name-mismatch"]
        );
        states(&RULE, &case).remove(0).message
    }

    #[test]
    fn it_is_for_the_domain() {
        let lab = Lab::sound();
        assert_eq!(judged(&RULE, &lab.case()), ["ok tls.hostname_match.ok"]);
    }

    #[test]
    fn one_for_another_name_is_critical_and_says_what_it_is_for() {
        let leaf = Leaf {
            names: &["im.example.org"],
            ..Leaf::sound()
        };
        assert_eq!(
            message(&leaf),
            "The certificate is not for example.org: it is for im.example.org."
        );
        let nameless = Leaf {
            names: &[],
            ..Leaf::sound()
        };
        assert_eq!(
            message(&nameless),
            "The certificate is not for example.org: it carries no subject alternative name."
        );
        let names = &[
            "a.net", "b.net", "c.net", "d.net", "e.net", "f.net", "g.net",
        ];
        let many = Leaf {
            names,
            ..Leaf::sound()
        };
        assert!(message(&many).ends_with("d.net, e.net and 2 more."));
    }

    #[test]
    fn the_name_of_the_host_is_mentioned_where_the_certificate_is_for_it() {
        for (names, is_mentioned) in [
            (&["im.example.org"][..], true),
            (&["*.example.org"][..], false),
            (&["www.example.org"][..], false),
            (&["other.example"][..], false),
        ] {
            let case = Lab::issued(&Leaf {
                names,
                ..Leaf::sound()
            })
            .case();
            let fix = Meta::read(&states(&RULE, &case).remove(0)).fix;
            assert!(
                fix.starts_with("Use a certificate for example.org"),
                "{fix}"
            );
            assert_eq!(
                fix.contains("not the host of the server"),
                is_mentioned,
                "{fix}"
            );
        }
    }

    #[test]
    fn a_wildcard_is_not_for_the_domain_itself() {
        let below = Leaf {
            names: &["*.example.org"],
            ..Leaf::sound()
        };
        assert_eq!(
            message(&below),
            "The certificate is not for example.org: it is for *.example.org (a wildcard does not \
             stand for example.org itself)."
        );
    }

    #[test]
    fn the_fault_is_named_after_name_and_certificate() {
        let case = Lab::issued(&Leaf {
            names: &["im.example.org"],
            ..Leaf::sound()
        })
        .case();
        let cause = states(&RULE, &case).remove(0).cause.unwrap();
        assert!(
            cause.starts_with("certificate.wrong-name:example.org:"),
            "{cause}"
        );
    }

    #[test]
    fn without_a_certificate_there_is_nothing_to_look_at() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(
            judged(&RULE, &lab.case()),
            ["unknown tls.hostname_match.skipped"]
        );
    }
}
