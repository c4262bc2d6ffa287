//! `xmpp.tls_quality`: what TLS and DANE checkers found at our endpoints.

mod dane;
#[cfg(test)]
mod tests;

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::shared::tls_probes::{Issue, Probe};
use checker_kit::state::{Finding, severity};
use checker_kit::text::count;
use checker_stream::side::Side;

use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::{Endpoint, Target};
use crate::standing::ways;

const NAME: &str = "xmpp.tls_quality";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "The TLS checker's findings (certificate chain, host name, expiry) for this \
                  service's endpoints, and the DANE checker's (TLSA records).",
    severity: Status::Crit,
    part: None,
    judge,
};

/// Rules of the TLS checker that look at what this checker's own rules say in
/// more detail: whether the endpoint can be reached and starts TLS.
const SAME_GROUND: [&str; 3] = [
    "tls.reachability",
    "tls.starttls_advertised",
    "tls.handshake",
];
/// Its rules whose remedy is another file of certificates or of the key.
const OF_FILES: [&str; 4] = [
    "tls.chain_validity",
    "tls.hostname_match",
    "tls.expiry",
    "tls.peer_certificate_present",
];
/// The finding under them that nobody makes but the TLS checker.
const WRONG_KEY: &str = "bad-signature";
/// The rule on certificates that cannot authenticate a server to another.
const CLIENT_AUTH: &str = "tls.client_auth";

fn judge(case: &Case) -> Vec<Finding> {
    let targets: Vec<&Target> = case
        .observation
        .targets
        .iter()
        .filter(|target| case.mode.covers(target.side))
        .collect();
    if targets.is_empty() {
        return vec![Finding::skipped(NAME, "There is no endpoint to look at.")];
    }
    let reported: Vec<(&Target, &Probe)> = targets
        .iter()
        .filter_map(|target| Some((*target, case.tls.probe(&target.r#ref)?)))
        .collect();
    let mut findings: Vec<Finding> = case.tls.missing.iter().map(|why| missing(why)).collect();
    findings.extend(case.tls.dane_missing.iter().map(|why| dane::missing(why)));
    findings.extend(
        targets
            .iter()
            .flat_map(|target| dane::findings(case, target)),
    );
    if reported.is_empty() {
        if findings.is_empty() {
            let why = "No TLS checker has reported on these endpoints yet.";
            findings.push(Finding::skipped(NAME, why));
        }
        return findings;
    }
    let faults = Faults::of(&case.observation);
    for (target, probe) in &reported {
        let issues = probe.issues.iter();
        findings
            .extend(issues.filter_map(|issue| judge_issue(case, &faults, target, probe, issue)));
    }
    if findings.is_empty() {
        findings.push(clean(&reported));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(severity(finding.status())));
    findings
}

/// What was asked for and could not be looked at is no better for that.
fn missing(why: &str) -> Finding {
    Finding::new(
        Status::Error,
        NAME,
        "not-reported",
        format!("Certificates could not be looked at: the TLS checker gave no findings ({why})."),
    )
    .cause(Fault::new(Kind::TlsChecker).to_string())
    .fix("Remove the reason and run the check again, or leave the TLS checker out on purpose.")
}

fn clean(reported: &[(&Target, &Probe)]) -> Finding {
    let secured = reported
        .iter()
        .filter(|(_, probe)| probe.tls_version.is_some());
    match secured.count() {
        0 => Finding::skipped(NAME, "No endpoint got as far as TLS; see the other rules."),
        clean => Finding::new(
            Status::Ok,
            NAME,
            "clean",
            format!(
                "Certificates, and what TLS agreed on, are sound at {}.",
                count(clean, "endpoint")
            ),
        ),
    }
}

fn judge_issue(
    case: &Case,
    faults: &Faults,
    target: &Target,
    probe: &Probe,
    issue: &Issue,
) -> Option<Finding> {
    let endpoint = probe.endpoint.as_deref().unwrap_or(&target.r#ref);
    let same_ground = issue
        .rule
        .as_deref()
        .is_some_and(|rule| SAME_GROUND.contains(&rule));
    if same_ground && issue.code != WRONG_KEY {
        return match everybody_got_in(case, target) {
            // The other rules say it.
            false => None,
            true => Some(second_visit(endpoint, issue)),
        };
    }
    let concerned = concerned(case, target, issue);
    let said_already = |endpoint: &&Endpoint| {
        let kind = faults.endpoint(endpoint).map(|fault| fault.kind);
        matches!(
            kind,
            Some(Kind::HostUnknown | Kind::WrongService | Kind::TargetIsPrivate)
        )
    };
    // Who does not serve the domain has no certificate for it.
    if !concerned.is_empty() && concerned.iter().all(said_already) {
        return None;
    }
    let status = match issue.rule.as_deref() {
        Some(CLIENT_AUTH) => client_auth(case),
        _ => issue.severity.status(),
    };
    let message = format!("{endpoint}: {}", issue.message);
    let finding = Finding::new(status, NAME, &issue.code, message)
        .subject(endpoint)
        .cause(cause(case, target, issue));
    let finding = match concerned.len() < endpoints(case, target).count() {
        true => {
            let names: Vec<String> = concerned.iter().map(|one| one.name()).collect();
            finding.detail("endpoints", names)
        }
        false => finding,
    };
    Some(match (&issue.fix, &issue.rule) {
        (Some(fix), Some(rule)) if OF_FILES.contains(&rule.as_str()) => {
            let fix = match sound_beside(case, target) {
                Some(port) => format!(
                    "{fix} That on port {port} of {} has no such fault.",
                    target.host
                ),
                None => fix.clone(),
            };
            remedies::certificate(finding, &fix, &case.observation, target.side)
        }
        (Some(fix), _) => finding.fix(fix.clone()),
        (None, _) => finding,
    })
}

/// A port of the same host with whose certificate nothing is wrong.
fn sound_beside(case: &Case, target: &Target) -> Option<u16> {
    let targets = case.observation.targets.iter();
    let mut of_host = targets.filter(|other| other.host == target.host);
    of_host.find_map(|other| {
        let probe = case.tls.probe(&other.r#ref)?;
        let of_files = |issue: &Issue| {
            let rule = issue.rule.as_deref();
            rule.is_some_and(|rule| OF_FILES.contains(&rule))
        };
        let is_accepted = (probe.hostname_match, probe.chain_valid) == (Some(true), Some(true));
        (is_accepted && !probe.issues.iter().any(of_files)).then_some(other.port)
    })
}

/// What this checker got to and the other did not: a guard against many
/// connections, most likely. Nothing is known of the certificate then.
fn second_visit(endpoint: &str, issue: &Issue) -> Finding {
    Finding::new(
        Status::Error,
        NAME,
        "not-looked-at",
        format!(
            "{endpoint}: the certificate could not be looked at: a further connection failed \
             where the first had worked ({}).",
            issue.message.trim_end_matches('.')
        ),
    )
    .subject(endpoint)
    .cause(Fault::new(Kind::TlsChecker).to_string())
    .fix(
        "Run the check again later, or exempt the prober's address from what limits connections \
         to the server.",
    )
}

/// A certificate that is not for clients keeps a server from authenticating
/// with it: that matters where there is no other way.
fn client_auth(case: &Case) -> Status {
    let mut servers = case.observation.side(Side::Server);
    match servers.any(|endpoint| ways(endpoint).contains(&"dialback")) {
        true => Status::Info,
        false => Status::Warn,
    }
}

/// The endpoints of the target that show the certificate which the issue is
/// about, or all where it is about something else.
fn concerned<'a>(case: &'a Case, target: &'a Target, issue: &Issue) -> Vec<&'a Endpoint> {
    let all: Vec<&Endpoint> = endpoints(case, target).collect();
    let of_certificate = issue
        .cause
        .as_deref()
        .filter(|cause| cause.starts_with("certificate."))
        .and_then(|cause| cause.rsplit_once(':'));
    let Some((_, digest)) = of_certificate else {
        return all;
    };
    let shows = |endpoint: &&Endpoint| {
        let tls = endpoint.last().tls.as_ref();
        let certificate = tls.and_then(|tls| tls.certificate.as_ref());
        certificate.is_some_and(|certificate| certificate.sha256.starts_with(digest))
    };
    let showing: Vec<&Endpoint> = all.iter().copied().filter(shows).collect();
    match showing.is_empty() {
        true => all,
        false => showing,
    }
}

/// Whether TLS was completed at every endpoint of the target.
fn everybody_got_in(case: &Case, target: &Target) -> bool {
    let mut endpoints = endpoints(case, target);
    endpoints.all(Endpoint::secured)
}

/// The name of the fault, as its finder has it; else that of what was found at
/// this certificate.
fn cause(case: &Case, target: &Target, issue: &Issue) -> String {
    if let Some(cause) = &issue.cause {
        return cause.clone();
    }
    let certificate = endpoints(case, target)
        .find_map(|endpoint| endpoint.last().tls.as_ref()?.certificate.as_ref());
    match certificate {
        Some(certificate) => format!("tls.{}:{}", issue.code, certificate.sha256),
        None => format!("tls.{}:{}", issue.code, target.r#ref),
    }
}

fn endpoints<'a>(case: &'a Case, target: &'a Target) -> impl Iterator<Item = &'a Endpoint> {
    let observation = &case.observation;
    let endpoints = observation.endpoints.iter();
    endpoints.filter(move |endpoint| observation.targets_of(endpoint).any(|of| of == target))
}
