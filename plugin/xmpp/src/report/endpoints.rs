//! The endpoints: a line each, with what was seen there folded behind it.

use checker_stream::features::Features;
use checker_stream::side::Side;
use checker_stream::transcript::Transcript;

use super::signs::Sign;
use crate::case::Case;
use crate::observation::{Endpoint, RedirectOutcome};
use crate::sasl::{Protection, in_short, offered};
use crate::standing::{Standing, ways};
use crate::summary::Condition;
use crate::words::{continued, really_there, time};

/// The width of the bar of steps.
const BAR: f64 = 100.0;

/// One endpoint.
pub(super) struct Line {
    pub(super) sign: Sign,
    /// What is wrong, where it does not show in the line.
    pub(super) problem: String,
    pub(super) name: String,
    pub(super) host: String,
    pub(super) side: &'static str,
    pub(super) method: &'static str,
    pub(super) tls: String,
    pub(super) authentication: String,
    pub(super) time: String,
    pub(super) steps: Vec<StepView>,
    pub(super) facts: Vec<(&'static str, String)>,
}

/// One step of an endpoint: its share of the longest endpoint.
pub(super) struct StepView {
    pub(super) start: f64,
    pub(super) width: f64,
    pub(super) failed: bool,
}

/// The endpoints that are judged, in the order of use.
pub(super) fn lines(case: &Case, conditions: &[Condition]) -> Vec<Line> {
    let judged = || {
        let endpoints = case.observation.endpoints.iter().zip(conditions);
        endpoints.filter(|(endpoint, _)| case.mode.covers(endpoint.side))
    };
    let longest = judged()
        .map(|(endpoint, _)| endpoint.transcript.micros())
        .max();
    let longest = longest.unwrap_or(1).max(1);
    judged()
        .map(|(endpoint, condition)| line(endpoint, condition, longest))
        .collect()
}

/// What comes of an endpoint, in a few words.
pub(super) fn outcome(endpoint: &Endpoint, condition: &Condition) -> String {
    match (Standing::of(endpoint), &condition.problem) {
        (Standing::Usable, Some(problem)) => format!("answers, but {}", continued(problem)),
        _ => by_itself(endpoint),
    }
}

fn by_itself(endpoint: &Endpoint) -> String {
    if let Some(diagnosis) = endpoint.diagnosis {
        return really_there(diagnosis).into();
    }
    match Standing::of(endpoint) {
        Standing::Untried => endpoint
            .not_checked()
            .map_or_else(String::new, |reason| format!("not tried: {reason}")),
        Standing::Usable => "works".into(),
        Standing::CertificateOnly => "wants a certificate".into(),
        Standing::NoLogin => "no way to authenticate".into(),
        Standing::TlsInFront => "TLS ends in front of it".into(),
        Standing::Outdated => "outdated cryptography".into(),
        Standing::Dead | Standing::Stuck => match &endpoint.last().failure {
            Some(failure) => failure.message.clone(),
            None => "does not work".into(),
        },
    }
}

fn line(endpoint: &Endpoint, condition: &Condition, longest: u64) -> Line {
    let transcript = endpoint.last();
    Line {
        sign: condition.status.into(),
        problem: condition.problem.clone().unwrap_or_default(),
        name: endpoint.name(),
        host: endpoint
            .origins
            .first()
            .map_or_else(String::new, |origin| origin.host.clone()),
        side: match endpoint.side {
            Side::Client => "clients",
            Side::Server => "servers",
        },
        method: endpoint.method.label(),
        tls: match &transcript.tls {
            Some(tls) => tls.version.replace("TLSv", "TLS "),
            None => "–".into(),
        },
        authentication: match (&transcript.features, endpoint.side) {
            (Some(features), Side::Client) if endpoint.diagnosis.is_none() => in_short(features),
            (Some(_), Side::Server) if endpoint.diagnosis.is_none() => match ways(endpoint) {
                ways if ways.is_empty() => "none".into(),
                ways => ways.join(", "),
            },
            _ => by_itself(endpoint),
        },
        time: time(endpoint.transcript.micros()),
        steps: steps(&endpoint.transcript, longest),
        facts: facts(endpoint, transcript),
    }
}

fn steps(transcript: &Transcript, longest: u64) -> Vec<StepView> {
    let failed = transcript.failure.as_ref().map(|failure| failure.step);
    let mut start = 0.0;
    let views = transcript.steps.iter().map(|step| {
        let width = step.micros as f64 / longest as f64 * BAR;
        let view = StepView {
            start,
            width,
            failed: failed == Some(step.step),
        };
        start += width;
        view
    });
    views.collect()
}

fn facts(endpoint: &Endpoint, transcript: &Transcript) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let steps: Vec<String> = endpoint
        .transcript
        .steps
        .iter()
        .map(|step| format!("{} {}", step.step.word(), time(step.micros)))
        .collect();
    facts.push(("Steps", steps.join(", ")));
    if let Some(failure) = &transcript.failure {
        facts.push((
            "Ended",
            format!("{} (at step {})", failure.message, failure.step.word()),
        ));
    }
    if let Some(refused) = &endpoint.parallel_refused {
        facts.push(("Beside other connections", refused.message.clone()));
    }
    if endpoint.to_a_label {
        facts.push(("Domain", "known by its A-label only".into()));
    }
    for redirect in &endpoint.redirects {
        let outcome = match &redirect.outcome {
            RedirectOutcome::Followed { address, .. } => format!("followed to {address}"),
            RedirectOutcome::Refused { reason } => format!("not followed: {reason}"),
        };
        facts.push(("Redirect", format!("{}, {outcome}", redirect.to)));
    }
    let header = transcript
        .header
        .as_ref()
        .or(transcript.header_before_tls.as_ref());
    if let Some(id) = header.and_then(|header| header.id.as_ref()) {
        facts.push(("Stream", id.clone()));
    }
    if let Some(before) = &endpoint.transcript.features_before_tls {
        facts.push(("Features in clear", names(before)));
    }
    facts.extend(of_tls(transcript));
    if let Some(after) = &transcript.features {
        facts.push(("Features under TLS", names(after)));
        facts.extend(mechanisms(after).map(|text| ("Mechanisms", text)));
        if let Some(types) = &after.channel_bindings {
            facts.push(("Channel binding", types.join(", ")));
        }
    }
    facts
}

fn of_tls(transcript: &Transcript) -> Vec<(&'static str, String)> {
    let Some(tls) = &transcript.tls else {
        return Vec::new();
    };
    let mut facts = vec![("TLS", format!("{}, {}", tls.version, tls.cipher_suite))];
    facts.extend(
        tls.group
            .iter()
            .map(|group| ("Key exchange", group.clone())),
    );
    facts.extend(tls.alpn.iter().map(|alpn| ("ALPN", alpn.clone())));
    facts
}

/// The mechanisms by what they protect: `PLAIN (hands the password to the
/// server)`.
fn mechanisms(features: &Features) -> Option<String> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for name in offered(features) {
        let meaning = Protection::of(name).meaning();
        match groups.iter_mut().find(|(known, _)| *known == meaning) {
            Some((_, names)) => names.push(name),
            None => groups.push((meaning, vec![name])),
        }
    }
    let told: Vec<String> = groups
        .iter()
        .map(|(meaning, names)| format!("{} ({meaning})", names.join(", ")))
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
}

fn names(features: &Features) -> String {
    let names: Vec<&str> = features
        .list
        .iter()
        .map(|feature| feature.name.as_str())
        .collect();
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    }
}
