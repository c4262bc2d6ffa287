//! From verdicts to what the checkers that published the endpoints read.

use std::collections::BTreeMap;

use checker_kit::rule::evaluate;
use checker_kit::shared::issue::{Issue, by_reference};
use checker_kit::shared::tls_endpoint::Dialect;
use checker_kit::shared::tls_probes::{Address, Link, MAX_LINKS, Probe};
use checker_kit::switches::Switches;
use checker_kit::tls::CertificateFacts;

use crate::case::{self, Case, Endpoint};
use crate::observation::Observation;
use crate::rules;
use crate::terms::Terms;

/// The observation with what others read, for this moment and under these
/// terms.
pub fn restated(mut observation: Observation, terms: &Terms, judged_at: i64) -> Observation {
    let case = Case::new(&observation, terms, judged_at);
    observation.probes = probes(&case);
    observation.judged_at = judged_at;
    observation
}

fn probes(case: &Case) -> BTreeMap<String, Probe> {
    let states = evaluate(rules::ALL, case, Switches::default());
    let mut issues = by_reference(&states);
    let mut of = |reference: &str| issues.remove(reference).unwrap_or_default();
    let mut probes = BTreeMap::new();
    for endpoint in &case.endpoints {
        let issues = of(&endpoint.r#ref);
        probes.insert(
            endpoint.r#ref.clone(),
            probe(endpoint, issues, case.judged_at),
        );
    }
    for reference in case.unreadable.keys() {
        let probe = Probe {
            endpoint: Some(reference.clone()),
            issues: of(reference),
            ..Probe::default()
        };
        probes.insert(reference.clone(), probe);
    }
    probes
}

fn probe(endpoint: &Endpoint, issues: Vec<Issue>, judged_at: i64) -> Probe {
    let entry = &endpoint.entry;
    let agreed = endpoint
        .addresses
        .iter()
        .find_map(|address| address.agreed.as_ref());
    let addresses: Vec<Address> = endpoint
        .addresses
        .iter()
        .map(|seen| address(seen, judged_at))
        .collect();
    let shown = || {
        addresses
            .iter()
            .filter(|address| address.certificate_sha256.is_some())
    };
    Probe {
        host: Some(entry.host.clone()),
        port: Some(entry.port),
        endpoint: Some(entry.label()),
        r#type: Some(match &entry.starttls {
            Dialect::DirectTls => "tls".to_owned(),
            dialect => format!("starttls-{}", dialect.word()),
        }),
        tls_version: agreed.map(|agreed| agreed.version.clone()),
        cipher_suite: agreed.map(|agreed| agreed.cipher_suite.clone()),
        hostname_match: everywhere(shown().map(|address| address.hostname_match)),
        chain_valid: everywhere(shown().map(|address| address.chain_valid)),
        // RFC 3339 dates in UTC sort as text.
        not_after: shown()
            .filter_map(|address| address.not_after.clone())
            .min(),
        issues,
        addresses,
    }
}

fn address(seen: &case::Address, judged_at: i64) -> Address {
    let shown = seen.shown.as_ref();
    Address {
        address: seen.address,
        tls_version: seen.agreed.as_ref().map(|agreed| agreed.version.clone()),
        certificate_sha256: shown.map(|shown| shown.leaf.sha256.clone()),
        hostname_match: shown.map(|shown| shown.names_endpoint),
        chain_valid: shown.and_then(|shown| shown.chain_valid(judged_at)),
        not_after: shown.map(|shown| shown.leaf.not_after_text.clone()),
        chain: shown.map(|shown| chain(&shown.links)).unwrap_or_default(),
    }
}

fn chain(sent: &[CertificateFacts]) -> Vec<Link> {
    let links = sent.iter().take(MAX_LINKS).map(|certificate| Link {
        subject: Some(certificate.subject.clone()),
        issuer: Some(certificate.issuer.clone()),
        not_after: Some(certificate.not_after_text.clone()),
    });
    links.collect()
}

/// False where it is false anywhere, true where it is true everywhere; `None`
/// where neither is known.
fn everywhere(all: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all.fold(None, |known: Option<Option<bool>>, next| {
        match (known, next) {
            (Some(Some(false)), _) | (_, Some(false)) => Some(Some(false)),
            (None | Some(Some(true)), Some(true)) => Some(Some(true)),
            _ => Some(None),
        }
    })
    .flatten()
}

#[cfg(test)]
mod tests {
    use checker_kit::shared::tls_endpoint::Unreadable;
    use checker_kit::shared::tls_probes::{Probes, Severity};

    use super::*;
    use crate::lab::{Authority, Lab, Leaf, NOW, V6, refused, unspoken};

    const DAY: i64 = 86_400;

    fn one(lab: &Lab, judged_at: i64) -> Probe {
        let restated = restated(lab.observation.clone(), &lab.terms, judged_at);
        assert_eq!(restated.judged_at, judged_at);
        restated.probes["one"].clone()
    }

    #[test]
    fn a_sound_endpoint_has_no_issues() {
        let probe = one(&Lab::sound(), NOW);
        assert_eq!(probe.issues, []);
        assert_eq!(probe.endpoint.as_deref(), Some("im.example.org:5222"));
        assert_eq!(probe.r#type.as_deref(), Some("starttls-xmpp-client"));
        assert_eq!(probe.tls_version.as_deref(), Some("TLSv1.3"));
        assert_eq!(probe.hostname_match, Some(true));
        assert_eq!(probe.chain_valid, Some(true));
        assert_eq!(probe.not_after.as_deref(), Some("2026-04-02T00:00:00Z"));
        assert_eq!(probe.addresses.len(), 1);
    }

    #[test]
    fn an_issue_says_what_the_state_says() {
        let lab = Lab::issued(&Leaf {
            until_day: -2,
            ..Leaf::sound()
        });
        let probe = one(&lab, NOW);
        assert_eq!(probe.chain_valid, Some(false));
        let [issue] = &probe.issues[..] else {
            panic!("{:?}", probe.issues);
        };
        assert_eq!(issue.severity, Severity::Crit);
        assert_eq!(
            (issue.rule.as_deref(), &*issue.code),
            (Some("tls.expiry"), "expired")
        );
        assert_eq!(
            issue.message,
            "The certificate expired on 2026-01-30, 2 days ago."
        );
        assert!(
            issue
                .cause
                .as_ref()
                .unwrap()
                .starts_with("certificate.expired:")
        );
        assert!(issue.fix.as_ref().unwrap().starts_with("Renew"));
    }

    #[test]
    fn it_reads_differently_at_another_date_and_with_other_roots() {
        let mut lab = Lab::sound();
        let later = one(&lab, NOW + 61 * DAY);
        assert_eq!(later.chain_valid, Some(false));
        assert_eq!(later.issues[0].code, "expired");
        lab.terms.roots.clear();
        let strangers = one(&lab, NOW);
        assert_eq!(strangers.chain_valid, Some(false));
        assert_eq!(strangers.issues[0].code, "unknown-issuer");
    }

    #[test]
    fn what_others_read_is_the_shared_form_and_no_verdict_rests_on_it() {
        let lab = Lab::sound();
        let first = restated(lab.observation.clone(), &lab.terms, NOW);
        let text = serde_json::to_string(&first).unwrap();
        assert_eq!(Probes::read(&text).unwrap().probes, first.probes);
        let mut tampered: Observation = serde_json::from_str(&text).unwrap();
        assert_eq!(tampered, first);
        tampered.probes.clear();
        assert_eq!(restated(tampered, &lab.terms, NOW), first);
    }

    #[test]
    fn addresses_are_told_apart_and_summed_up() {
        let mut lab = Lab::sound();
        lab.add_address("one", &[Authority::root("Else").issue(&Leaf::sound())]);
        lab.only().addresses.push(refused(V6));
        let probe = one(&lab, NOW);
        let valid: Vec<_> = probe
            .addresses
            .iter()
            .map(|address| address.chain_valid)
            .collect();
        assert_eq!(valid, [Some(true), Some(false), None]);
        assert_eq!(probe.chain_valid, Some(false));
        assert_eq!(probe.hostname_match, Some(true));
    }

    #[test]
    fn the_chain_is_told_as_it_was_sent_with_its_issuer_at_the_end() {
        let mut lab = Lab::sound();
        let root = Authority::root("Distant Root");
        let between = root.intermediate("Between");
        let sent = [between.issue(&Leaf::sound()), between.certificate().clone()];
        lab.add_address("one", &sent);
        let probe = one(&lab, NOW);
        let chain = probe.addresses[1].chain.iter();
        let chain: Vec<_> = chain
            .map(|link| (link.subject.as_deref(), link.issuer.as_deref()))
            .collect();
        assert_eq!(
            chain,
            [
                (Some("CN=leaf"), Some("CN=Between")),
                (Some("CN=Between"), Some("CN=Distant Root")),
            ]
        );
        assert!(
            probe.addresses[1]
                .chain
                .iter()
                .all(|link| link.not_after.is_some())
        );
    }

    #[test]
    fn what_was_not_looked_at_says_why_and_has_no_verdict() {
        let mut lab = Lab::sound();
        *lab.only() = unspoken();
        let why = Unreadable::NotAnObject;
        lab.observation.unreadable.insert("odd".into(), why);
        let restated = restated(lab.observation, &lab.terms, NOW);
        let spoken = &restated.probes["one"];
        assert_eq!((spoken.chain_valid, spoken.hostname_match), (None, None));
        assert_eq!(spoken.issues[0].code, "unknown-dialect");
        assert_eq!(spoken.issues[0].severity, Severity::Info);
        let odd = &restated.probes["odd"];
        assert_eq!(odd.issues[0].code, "unreadable-entry");
        assert_eq!(odd.issues[0].severity, Severity::Error);
    }

    #[test]
    fn a_verdict_on_all_needs_all() {
        let all = |values: &[Option<bool>]| everywhere(values.iter().copied());
        assert_eq!(all(&[]), None);
        assert_eq!(all(&[Some(true), Some(true)]), Some(true));
        assert_eq!(all(&[Some(true), None]), None);
        assert_eq!(all(&[None, Some(true)]), None);
        assert_eq!(all(&[None, Some(false), Some(true)]), Some(false));
    }
}
