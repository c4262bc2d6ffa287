//! The way from a certificate to its root, as it was sent.

use checker_kit::clock::rfc3339;
use checker_kit::contract::Status;
use checker_kit::shared::tls_probes::{self, Address};
use checker_kit::tls::CertificateFacts;

use super::super::dates::day;
use super::super::signs::Sign;
use crate::case::Case;
use crate::observation::Endpoint;

/// A certificate on the way, or the authority at its end.
#[derive(Debug)]
pub(in crate::report) struct Link<'a> {
    /// What it is on this way.
    pub(in crate::report) role: &'static str,
    /// Its name in short.
    pub(in crate::report) name: &'a str,
    /// Its name in full.
    pub(in crate::report) subject: &'a str,
    /// Until when it is valid, where that is known.
    pub(in crate::report) until: String,
    /// What is to be said of it.
    pub(in crate::report) remark: Option<(Sign, &'static str)>,
}

/// The chain of a certificate at the first endpoint where it is known; of the
/// certificate alone where it is not.
pub(super) fn chain<'a>(
    case: &'a Case,
    leaf: &'a CertificateFacts,
    endpoints: &[&'a Endpoint],
) -> Vec<Link<'a>> {
    let addresses = endpoints
        .iter()
        .filter_map(|endpoint| case.tls.of_endpoint(&case.observation, endpoint));
    let known = addresses
        .filter(|address| address.certificate_sha256.as_ref() == Some(&leaf.sha256))
        .collect::<Vec<&Address>>();
    let sent = known.iter().find(|address| !address.chain.is_empty());
    let valid = known.iter().find_map(|address| address.chain_valid);
    let now = rfc3339(case.judged_at).unwrap_or_default();
    let sent: Vec<Sent<'a>> = match sent {
        Some(address) => address.chain.iter().map(Sent::of).collect(),
        None => vec![Sent {
            subject: &leaf.subject,
            issuer: &leaf.issuer,
            not_after: &leaf.not_after_text,
        }],
    };
    let mut links: Vec<Link<'a>> = Vec::new();
    for (position, one) in sent.iter().enumerate() {
        let before = position.checked_sub(1).and_then(|at| sent.get(at));
        links.push(one.link(before, &now));
    }
    links.extend(sent.last().and_then(|last| last.end(valid)));
    links
}

/// `CN=R11` of a distinguished name; all of it where there is none.
pub(super) fn common_name(name: &str) -> &str {
    let fields = name.split(',').map(str::trim);
    let mut common = fields.filter_map(|field| field.strip_prefix("CN="));
    common.next().unwrap_or(name)
}

/// A certificate that was sent.
struct Sent<'a> {
    subject: &'a str,
    issuer: &'a str,
    not_after: &'a str,
}

impl<'a> Sent<'a> {
    fn of(link: &'a tls_probes::Link) -> Self {
        Self {
            subject: link.subject.as_deref().unwrap_or_default(),
            issuer: link.issuer.as_deref().unwrap_or_default(),
            not_after: link.not_after.as_deref().unwrap_or_default(),
        }
    }

    fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    fn link(&self, before: Option<&Self>, now: &str) -> Link<'a> {
        let own = before.is_none();
        let sign = |status: Status, words| Some((Sign::from(status), words));
        let remark = match before {
            Some(before) if before.issuer != self.subject => {
                sign(Status::Warn, "not the issuer of the one before")
            }
            // RFC 3339 in UTC sorts as text.
            _ if !self.not_after.is_empty() && self.not_after < now => sign(Status::Crit, "ended"),
            None if self.is_self_issued() => sign(Status::Warn, "vouches for itself"),
            _ => None,
        };
        Link {
            role: match (own, self.is_self_issued()) {
                (true, _) => "Server",
                (false, true) => "Root, sent along",
                (false, false) => "Intermediate",
            },
            name: named(self.subject),
            subject: self.subject,
            until: day(self.not_after).unwrap_or_default(),
            remark,
        }
    }

    /// Whom the last one leads to; nobody where it vouches for itself.
    fn end(&self, valid: Option<bool>) -> Option<Link<'a>> {
        if self.is_self_issued() {
            return None;
        }
        Some(Link {
            role: match valid {
                Some(true) => "Root",
                Some(false) | None => "Issuer, not sent",
            },
            name: named(self.issuer),
            subject: self.issuer,
            until: String::new(),
            remark: (valid == Some(true)).then(|| (Status::Ok.into(), "trusted")),
        })
    }
}

fn named(subject: &str) -> &str {
    match common_name(subject) {
        "" => "without a name",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use checker_kit::shared::tls_probes::Link as SentLink;

    use super::*;
    use crate::testing::{DAY, NOW, report, sound};

    fn drawn(case: &Case) -> Vec<String> {
        let endpoint = &case.observation.endpoints[0];
        let leaf = endpoint.last().tls.as_ref();
        let leaf = leaf.and_then(|tls| tls.certificate.as_ref()).unwrap();
        let links = chain(case, leaf, &[endpoint]);
        let links = links.iter().map(|link| {
            let remark = link.remark.map_or("", |(_, words)| words);
            format!("{}: {} {remark}", link.role, link.name)
        });
        links.collect()
    }

    #[test]
    fn it_goes_from_the_server_over_intermediates_to_the_root() {
        let mut case = sound();
        report(&mut case, |_| {});
        assert_eq!(
            drawn(&case),
            [
                "Server: example.org ",
                "Intermediate: Lab CA ",
                "Root: Lab Root trusted",
            ]
        );
    }

    #[test]
    fn an_older_report_has_the_certificate_and_its_issuer() {
        let mut case = sound();
        report(&mut case, |probe| {
            for address in &mut probe.addresses {
                address.chain.clear();
            }
        });
        let expected = ["Server: example.org ", "Root: Lab CA trusted"];
        assert_eq!(drawn(&case), expected);
        let expected = ["Server: example.org ", "Issuer, not sent: Lab CA "];
        assert_eq!(drawn(&sound()), expected);
    }

    #[test]
    fn what_is_wrong_with_a_link_stands_at_it() {
        let mut case = sound();
        let old = SentLink {
            subject: Some("CN=Lab CA".into()),
            issuer: Some("CN=Lab CA".into()),
            not_after: checker_kit::clock::rfc3339(NOW - DAY),
        };
        report(&mut case, |probe| {
            for address in &mut probe.addresses {
                address.chain_valid = Some(false);
                address.chain.truncate(1);
                address.chain.push(old.clone());
            }
        });
        let expected = ["Server: example.org ", "Root, sent along: Lab CA ended"];
        assert_eq!(drawn(&case), expected);
        report(&mut case, |probe| {
            for address in &mut probe.addresses {
                address.chain.remove(0);
                address.chain.insert(0, old.clone());
                address.chain[1].subject = Some("CN=Stranger".into());
            }
        });
        let expected = [
            "Server: Lab CA ended",
            "Intermediate: Stranger not the issuer of the one before",
            "Root: Lab Root trusted",
        ];
        assert_eq!(drawn(&case), expected);
    }

    #[test]
    fn a_name_is_told_by_its_common_part() {
        assert_eq!(common_name("C=US, O=Let's Encrypt, CN=R11"), "R11");
        assert_eq!(common_name("O=Nameless"), "O=Nameless");
    }
}
