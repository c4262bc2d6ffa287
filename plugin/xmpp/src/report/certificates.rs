//! Each distinct certificate, once.

mod chain;

use checker_kit::contract::Status;
use checker_kit::state::severity;
use checker_kit::tls::{AltName, CertificateFacts};

use super::dates::{day, remaining};
use super::places::folded;
use super::signs::Sign;
use super::view::View;
use super::words::words;
use crate::case::Case;
use crate::certificates::{Acceptance, Refusal};
use crate::observation::Endpoint;
use chain::Link;

/// The width of the line of its validity.
const LINE: f64 = 100.0;

/// The most places told of one certificate.
const PLACES: usize = 12;

/// The rule whose findings are about certificates, and how their causes begin
/// where they are about a certificate itself.
const RULE: &str = "xmpp.tls_quality";
const CAUSE: &str = "certificate.";

/// A certificate.
pub(super) struct Certificate<'a> {
    pub(super) status: Status,
    pub(super) sign: Sign,
    pub(super) acceptance: String,
    /// The name that it is for, in short.
    pub(super) title: &'a str,
    /// The way to its root, its own first.
    pub(super) chain: Vec<Link<'a>>,
    pub(super) sent: usize,
    pub(super) names: Vec<Name>,
    pub(super) names_left_out: usize,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) remaining: String,
    /// Where the moment of the judgement stands on the line of validity.
    pub(super) today: f64,
    pub(super) key: String,
    pub(super) signature: &'a str,
    pub(super) sha256: &'a str,
    /// Where it was shown.
    pub(super) places: Vec<String>,
}

/// A name of a certificate.
pub(super) struct Name {
    pub(super) text: String,
    /// Whether it is the domain's.
    pub(super) is_ours: bool,
}

/// All certificates, in the order of the endpoints that show them.
pub(super) fn certificates<'a>(view: &View<'a>) -> Vec<Certificate<'a>> {
    let mut seen: Vec<(&CertificateFacts, Vec<&Endpoint>)> = Vec::new();
    for endpoint in &view.case.observation.endpoints {
        let tls = endpoint.last().tls.as_ref();
        let Some(leaf) = tls.and_then(|tls| tls.certificate.as_ref()) else {
            continue;
        };
        match seen
            .iter_mut()
            .find(|(known, _)| known.sha256 == leaf.sha256)
        {
            Some((_, endpoints)) => endpoints.push(endpoint),
            None => seen.push((leaf, vec![endpoint])),
        }
    }
    seen.into_iter()
        .map(|(leaf, endpoints)| certificate(view, leaf, &endpoints))
        .collect()
}

fn certificate<'a>(
    view: &View<'a>,
    leaf: &'a CertificateFacts,
    endpoints: &[&'a Endpoint],
) -> Certificate<'a> {
    let case = view.case;
    let accepted = acceptance(case, endpoints);
    let chain = chain::chain(case, leaf, endpoints);
    let (status, acceptance) = worse(view, endpoints, accepted);
    let names: Vec<String> = endpoints.iter().map(|endpoint| endpoint.name()).collect();
    let span = leaf.not_after.saturating_sub(leaf.not_before).max(1) as f64;
    let passed = case.judged_at.saturating_sub(leaf.not_before) as f64;
    Certificate {
        status,
        sign: status.into(),
        acceptance,
        title: title(leaf),
        chain,
        sent: endpoints
            .iter()
            .filter_map(|endpoint| endpoint.last().tls.as_ref())
            .map(|tls| tls.chain_length)
            .max()
            .unwrap_or_default(),
        names: leaf.names.iter().map(|name| shown(case, name)).collect(),
        names_left_out: leaf.names_left_out,
        from: day(&leaf.not_before_text).unwrap_or_default(),
        until: day(&leaf.not_after_text).unwrap_or_default(),
        remaining: remaining(leaf.not_after, case.judged_at),
        today: (passed / span * LINE).clamp(0.0, LINE),
        key: match leaf.key.bits {
            0 => leaf.key.algorithm.clone(),
            bits => format!("{}, {bits} bits", leaf.key.algorithm),
        },
        signature: &leaf.signature_algorithm,
        sha256: &leaf.sha256,
        places: places(&names),
    }
}

/// Where it was shown: the first of many places, and the number of the rest.
fn places(names: &[String]) -> Vec<String> {
    let mut places = folded(names);
    let more = places.len().saturating_sub(PLACES);
    if more > 1 {
        places.truncate(PLACES);
        places.push(format!("{more} more"));
    }
    places
}

/// Its subject, or where that is empty its first name.
fn title(leaf: &CertificateFacts) -> &str {
    let first = leaf.names.first().map(|name| match name {
        AltName::Dns(name)
        | AltName::Srv(name)
        | AltName::XmppAddr(name)
        | AltName::Ip(name)
        | AltName::Other(name) => name.as_str(),
    });
    match (chain::common_name(&leaf.subject), first) {
        ("", Some(first)) => first,
        ("", None) => "a certificate without a name",
        (name, _) => name,
    }
}

/// What those who validate it make of it, at the worst of its endpoints.
fn acceptance(case: &Case, endpoints: &[&Endpoint]) -> (Status, String) {
    let all = || {
        endpoints
            .iter()
            .map(|endpoint| Acceptance::of(case, endpoint))
    };
    let refused = all().find_map(|one| match one {
        Acceptance::Refused(refusal) => Some(refusal),
        Acceptance::Accepted | Acceptance::Unknown => None,
    });
    match refused {
        Some(Refusal::Name) => (Status::Crit, "for another name".into()),
        Some(Refusal::Chain) => (Status::Crit, "not trusted".into()),
        Some(Refusal::Expired) => (Status::Crit, "expired".into()),
        Some(Refusal::NotYet) => (Status::Crit, "not valid yet".into()),
        None if all().all(|one| one == Acceptance::Accepted) => {
            (Status::Ok, "trusted, for this name".into())
        }
        None => (Status::Unknown, "not looked at".into()),
    }
}

/// What is accepted now may be about to end, or be wrong otherwise.
fn worse(view: &View<'_>, endpoints: &[&Endpoint], accepted: (Status, String)) -> (Status, String) {
    let is_here = |endpoint: &Endpoint| endpoints.iter().any(|one| std::ptr::eq(*one, endpoint));
    let worst = view.worst_about(is_here, |state| {
        let cause = state.cause.as_deref().unwrap_or_default();
        state.rule == RULE && cause.starts_with(CAUSE)
    });
    match worst.and_then(|at| view.states.get(at)) {
        Some(state) if severity(state.status) > severity(accepted.0) => {
            (state.status, words(state))
        }
        _ => accepted,
    }
}

fn shown(case: &Case, name: &AltName) -> Name {
    let domain = case.observation.domain.ascii.as_str();
    let (text, kind) = match name {
        AltName::Dns(name) => (name, ""),
        AltName::Srv(name) => (name, " (SRVName)"),
        AltName::XmppAddr(name) => (name, " (XmppAddr)"),
        AltName::Ip(name) => (name, " (IP address)"),
        AltName::Other(name) => (name, ""),
    };
    let bare = text.to_ascii_lowercase();
    let service = bare
        .strip_prefix("_xmpp-client.")
        .or(bare.strip_prefix("_xmpp-server."));
    // RFC 9525 §6.3: a wildcard stands for one label.
    let wildcard = bare.strip_prefix("*.");
    let below = domain.split_once('.').map(|(_, rest)| rest);
    let is_ours =
        bare == domain || service == Some(domain) || (wildcard.is_some() && wildcard == below);
    Name {
        text: format!("{text}{kind}"),
        is_ours,
    }
}
