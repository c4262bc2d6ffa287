//! What the template shows, prepared: no decision is left to it.

use askama::Template;
use checker_kit::contract::{State, Status};
use checker_kit::state::{severity, word};
use checker_stream::step::Step;
use checker_stream::transcript::Transcript;
use serde_json::Value;

use crate::observation::{Endpoint, LookupStatus, Observation, SrvLookup};
use crate::related::{TlsFindings, TlsProbe};
use crate::summary;

use super::picture::Picture;
use super::reach::{Reach, reach};

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page<'a> {
    domain: &'a str,
    status: &'static str,
    verdict: String,
    started_at: String,
    duration: String,
    sections: Vec<Section<'a>>,
    fine: Vec<Finding<'a>>,
    endpoints: Vec<EndpointView>,
    lookups: Vec<LookupView>,
    certificates: Vec<CertificateView>,
    picture: Option<Picture>,
    reach: Vec<Reach>,
}

/// States under a heading.
struct Section<'a> {
    title: &'static str,
    findings: Vec<Finding<'a>>,
}

/// One state.
struct Finding<'a> {
    status: &'static str,
    rule: &'a str,
    message: &'a str,
    endpoints: Vec<String>,
    fix: String,
    snippets: Vec<(String, String)>,
}

/// One endpoint.
struct EndpointView {
    status: &'static str,
    name: String,
    host: String,
    how: String,
    outcome: String,
    time: String,
    steps: Vec<StepView>,
    facts: Vec<(&'static str, String)>,
}

/// One step of an endpoint: its share of the longest endpoint, in percent.
struct StepView {
    word: &'static str,
    time: String,
    start: f64,
    share: f64,
    failed: bool,
}

/// What a TLS checker saw at one endpoint.
struct CertificateView {
    endpoint: String,
    tls: String,
    chain: &'static str,
    name: &'static str,
    until: String,
}

/// One DNS answer.
struct LookupView {
    name: String,
    answer: Vec<String>,
    validated: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        observation: &'a Observation,
        tls: &TlsFindings,
        states: &'a [State],
    ) -> Self {
        let mut sorted: Vec<&State> = states.iter().collect();
        sorted.sort_by_key(|state| std::cmp::Reverse(severity(state.status)));
        let worst = sorted.first().map_or(Status::Unknown, |state| state.status);
        let of = |wanted: &[Status]| -> Vec<Finding<'a>> {
            let matching = sorted.iter().filter(|state| wanted.contains(&state.status));
            matching.map(|state| Finding::new(state)).collect()
        };
        let problems = of(&[Status::Error, Status::Crit, Status::Warn]);
        let longest = observation
            .endpoints
            .iter()
            .map(|endpoint| endpoint.transcript.micros())
            .max();
        Self {
            domain: &observation.domain.unicode,
            status: word(worst),
            verdict: verdict(worst, problems.len()),
            started_at: date(&observation.started_at),
            duration: summary::time(observation.duration_micros),
            sections: [
                ("Fix these first", problems),
                ("Worth knowing", of(&[Status::Info])),
            ]
            .into_iter()
            .filter(|(_, findings)| !findings.is_empty())
            .map(|(title, findings)| Section { title, findings })
            .collect(),
            fine: of(&[Status::Ok, Status::Unknown]),
            endpoints: observation
                .endpoints
                .iter()
                .map(|endpoint| EndpointView::new(endpoint, longest.unwrap_or(1).max(1)))
                .collect(),
            lookups: lookups(observation),
            certificates: tls.probes.iter().map(CertificateView::new).collect(),
            picture: Picture::draw(observation),
            reach: reach(observation),
        }
    }
}

fn verdict(worst: Status, problems: usize) -> String {
    let things = if problems == 1 {
        "One thing".to_owned()
    } else {
        format!("{problems} things")
    };
    match worst {
        Status::Ok | Status::Info => "Clients and other servers can reach this domain.".to_owned(),
        Status::Warn => format!("It works, but not for everybody: {things} to mend."),
        Status::Crit => format!("Broken for users or other servers: {things} to mend."),
        Status::Error => "The check could not be made completely.".to_owned(),
        Status::Unknown => "Nothing could be said.".to_owned(),
    }
}

impl<'a> Finding<'a> {
    fn new(state: &'a State) -> Self {
        let meta: Value = state
            .meta
            .as_deref()
            .and_then(|meta| serde_json::from_str(meta).ok())
            .unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |name: &str| meta[name].as_array().cloned().unwrap_or_default();
        let mut endpoints: Vec<String> = list("endpoints").iter().map(text).collect();
        endpoints.extend(state.subject.clone());
        Self {
            status: word(state.status),
            rule: &state.rule,
            message: &state.message,
            endpoints,
            fix: text(&meta["fix"]),
            snippets: list("snippets")
                .iter()
                .map(|snippet| (text(&snippet["label"]), text(&snippet["text"])))
                .collect(),
        }
    }
}

impl EndpointView {
    fn new(endpoint: &Endpoint, longest: u64) -> Self {
        let transcript = endpoint.last();
        Self {
            status: word(summary::status(endpoint)),
            name: endpoint.name(),
            host: endpoint
                .origins
                .first()
                .map_or_else(String::new, |origin| origin.host.clone()),
            how: format!("{}, {}", endpoint.side.word(), endpoint.method.label()),
            outcome: match &transcript.failure {
                Some(failure) => failure.message.clone(),
                None => "works".to_owned(),
            },
            time: summary::time(endpoint.transcript.micros()),
            steps: steps(&endpoint.transcript, longest),
            facts: facts(endpoint, transcript),
        }
    }
}

fn steps(transcript: &Transcript, longest: u64) -> Vec<StepView> {
    let failed: Option<Step> = transcript.failure.as_ref().map(|failure| failure.step);
    let share = |micros: u64| micros as f64 * 100.0 / longest as f64;
    let mut gone = 0;
    let steps = transcript.steps.iter().map(|step| {
        let start = share(gone);
        gone += step.micros;
        StepView {
            word: step.step.word(),
            time: summary::time(step.micros),
            start,
            share: share(step.micros),
            failed: failed == Some(step.step),
        }
    });
    steps.collect()
}

fn facts(endpoint: &Endpoint, transcript: &Transcript) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    for origin in &endpoint.origins {
        facts.push((
            "Record",
            match origin.service {
                Some(service) => format!(
                    "{} → {} (priority {}, weight {})",
                    service.labels(),
                    origin.host,
                    origin.priority,
                    origin.weight
                ),
                None => format!("fallback to the addresses of {}", origin.host),
            },
        ));
    }
    let features = |features: &checker_stream::features::Features| -> String {
        let names: Vec<&str> = features
            .list
            .iter()
            .map(|feature| feature.name.as_str())
            .collect();
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    };
    if let Some(before) = &endpoint.transcript.features_before_tls {
        facts.push(("Features before TLS", features(before)));
    }
    if let Some(tls) = &transcript.tls {
        facts.push(("TLS", format!("{}, {}", tls.version, tls.cipher_suite)));
        if let Some(alpn) = &tls.alpn {
            facts.push(("ALPN", alpn.clone()));
        }
        if let Some(certificate) = &tls.certificate {
            facts.push((
                "Certificate",
                format!(
                    "{}, issued by {}, valid until {}, {} {} bits",
                    certificate.subject,
                    certificate.issuer,
                    date(&certificate.not_after_text),
                    certificate.key.algorithm,
                    certificate.key.bits
                ),
            ));
        }
    }
    if let Some(after) = &transcript.features {
        facts.push(("Features under TLS", features(after)));
        let mechanisms: Vec<&str> = after.all_mechanisms().collect();
        for name in mechanisms {
            facts.push(("SASL mechanism", format!("{name}: {}", meaning(name))));
        }
    }
    facts
}

fn lookups(observation: &Observation) -> Vec<LookupView> {
    let services = observation
        .services
        .iter()
        .map(|lookup| LookupView::new(observation, lookup));
    let hosts = observation.hosts.iter().flat_map(|host| {
        [("A", &host.a), ("AAAA", &host.aaaa)].map(|(kind, lookup)| {
            let aliases = lookup.aliases.iter().map(|name| format!("CNAME {name}."));
            let addresses = lookup
                .addresses
                .iter()
                .map(|address| format!("{kind} {address}"));
            let mut answer: Vec<String> = aliases.chain(addresses).collect();
            if lookup.addresses.is_empty() {
                answer.push(format!("{kind}: {}", absence(lookup.status)));
            }
            LookupView {
                name: host.name.clone(),
                answer,
                validated: lookup.authentic,
            }
        })
    });
    services.chain(hosts).collect()
}

fn absence(status: LookupStatus) -> String {
    match status {
        LookupStatus::Found | LookupStatus::NoData => "no such record".to_owned(),
        LookupStatus::NoName => "the name does not exist".to_owned(),
        LookupStatus::Failed(failure) => failure.to_string(),
    }
}

/// `2026-01-15T12:00:00Z` as `15 January 2026, 12:00 UTC`; anything else as it
/// is.
fn date(rfc3339: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts = || {
        let (day, time) = rfc3339.split_once('T')?;
        let mut fields = day.split('-');
        let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
        let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
        let day = day.trim_start_matches('0');
        Some(format!("{day} {month} {year}, {} UTC", time.get(..5)?))
    };
    parts().unwrap_or_else(|| rfc3339.to_owned())
}

impl CertificateView {
    fn new(probe: &TlsProbe) -> Self {
        let words = |value: Option<bool>, yes, no| match value {
            Some(true) => yes,
            Some(false) => no,
            None => "not known",
        };
        Self {
            endpoint: probe.endpoint.clone(),
            tls: probe
                .tls_version
                .clone()
                .unwrap_or_else(|| "no handshake".to_owned()),
            chain: words(probe.chain_valid, "trusted", "not trusted"),
            name: words(probe.hostname_match, "matches", "does not match"),
            until: probe
                .not_after
                .as_deref()
                .map_or_else(|| "not known".to_owned(), date),
        }
    }
}

impl LookupView {
    fn new(observation: &Observation, lookup: &SrvLookup) -> Self {
        let name = format!("{}.{}", lookup.service.labels(), observation.domain.ascii);
        let answer = match lookup.status {
            LookupStatus::Found => lookup
                .records
                .iter()
                .map(|record| {
                    let dot = if record.is_root() { "" } else { "." };
                    format!(
                        "SRV {} {} {} {}{dot}",
                        record.priority, record.weight, record.port, record.target
                    )
                })
                .collect(),
            status => vec![absence(status)],
        };
        Self {
            name,
            answer,
            validated: lookup.authentic,
        }
    }
}

/// What a mechanism means for the password.
fn meaning(name: &str) -> &'static str {
    match name {
        "PLAIN" | "LOGIN" => "hands the password to the server",
        "DIGEST-MD5" | "CRAM-MD5" => "outdated, weakly protected",
        "EXTERNAL" => "by certificate, no password",
        "ANONYMOUS" => "anybody, without an account",
        name if name.starts_with("SCRAM-") && name.ends_with("-PLUS") => {
            "the password stays secret, bound to the TLS channel"
        }
        name if name.starts_with("SCRAM-") => "the password stays secret",
        _ => "by token or another method",
    }
}
