//! `xmpp.direct_tls`: is XEP-0368 there for clients, and does it work?

use std::collections::BTreeSet;

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_kit::state::Finding;
use checker_kit::text::{count, list};
use checker_stream::method::Method;
use checker_stream::side::Side;

use super::about::about;
use super::remedies;
use crate::case::Case;
use crate::faults::{Fault, Faults, Kind};
use crate::observation::{Endpoint, Observation, Service, SrvLookup};
use crate::standing::Standing;
use crate::words::names;

const NAME: &str = "xmpp.direct_tls";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Direct TLS (XEP-0368, _xmpps-client) is published and works.",
    severity: Status::Warn,
    part: Some(Side::Client),
    judge,
};

fn judge(case: &Case) -> Vec<Finding> {
    let observation = &case.observation;
    let faults = Faults::of(observation);
    let Some(lookup) = observation.service(Service::XmppsClient) else {
        return Vec::new();
    };
    if let Some(finding) = unanswered(&faults, lookup) {
        return vec![finding];
    }
    if lookup.declares_absence() {
        return not_offered(&faults);
    }
    if lookup.real().next().is_none() {
        return vec![not_published(observation)];
    }
    let endpoints: Vec<&Endpoint> = observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.method == Method::DirectTls)
        .collect();
    if endpoints.is_empty() {
        return vec![leads_nowhere(observation, &faults, lookup)];
    }
    tried(observation, &faults, &endpoints)
}

fn unanswered(faults: &Faults, lookup: &SrvLookup) -> Option<Finding> {
    let failure = lookup.failure()?;
    let status = match failure.is_local() {
        true => Status::Error,
        false => Status::Warn,
    };
    let message = format!("{} could not be looked up: {failure}.", lookup.service.labels());
    let finding = Finding::new(status, NAME, "lookup-failed", message);
    Some(finding.cause(faults.service(lookup.service)?.to_string()))
}

/// XEP-0368 §3: a sole `.` switches direct TLS off.
fn not_offered(faults: &Faults) -> Vec<Finding> {
    let side = faults.side(Side::Client);
    if side.is_some_and(|fault| fault.kind == Kind::NotOffered) {
        return vec![Finding::skipped(NAME, "The domain offers no service to clients.")];
    }
    vec![
        Finding::new(
            Status::Info,
            NAME,
            "not-offered",
            "The domain declares that it offers no direct TLS to clients (target \".\").",
        )
        .cause(Fault::new(Kind::DirectTlsOff).to_string()),
    ]
}

fn not_published(observation: &Observation) -> Finding {
    // Where no client gets anywhere, this is not what has to be mended.
    let hosts: BTreeSet<&str> = observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.secured())
        .filter_map(|endpoint| endpoint.origins.first())
        .map(|origin| origin.host.as_str())
        .collect();
    if hosts.is_empty() {
        return Finding::skipped(NAME, "There is no service for clients to add it to.");
    }
    let lines: Vec<String> = hosts
        .iter()
        .map(|host| {
            let domain = &observation.domain.ascii;
            format!("_xmpps-client._tcp.{domain}. 3600 IN SRV 5 0 5223 {host}.")
        })
        .collect();
    let hosts: Vec<&str> = hosts.into_iter().collect();
    let finding = Finding::new(
        Status::Info,
        NAME,
        "not-published",
        "Direct TLS for clients (XEP-0368) is not published: connections take two round trips \
         more, and fail in networks that let only TLS through.",
    )
    .cause(Fault::new(Kind::NoDirectTls).to_string())
    .fix(format!(
        "Let the server on {} listen with direct TLS on port 5223, open that port in the \
         firewall, and only then add the record below to the zone.",
        list(&hosts)
    ))
    .snippet("DNS zone", lines.join("\n"));
    with_listener(finding, 5223)
}

/// Records without an endpoint.
fn leads_nowhere(observation: &Observation, faults: &Faults, lookup: &SrvLookup) -> Finding {
    let service = Some(lookup.service);
    if observation.left_out_of(service).next().is_some() {
        return Finding::skipped(NAME, "Its endpoints were not looked at; there were too many.");
    }
    let mut hosts = lookup.real().map(|record| record.target.as_str());
    let fault = hosts.find_map(|host| faults.host(host)).or(faults.side(Side::Client));
    let finding = Finding::new(
        Status::Warn,
        NAME,
        "broken",
        "Direct TLS is published, but its targets have no address: clients that prefer it fail or \
         lose time.",
    );
    match fault {
        Some(fault) if fault.kind == Kind::Resolver => {
            Finding::skipped(NAME, "The addresses of its targets could not be looked up.")
        }
        Some(fault) => finding.cause(fault.to_string()),
        None => finding
            .cause(Fault::about(Kind::TargetUnresolvable, lookup.service.labels()).to_string()),
    }
}

fn tried(observation: &Observation, faults: &Faults, endpoints: &[&Endpoint]) -> Vec<Finding> {
    let standing = |wanted: Standing| {
        let matching = endpoints.iter().filter(move |one| Standing::of(one) == wanted);
        matching.copied().collect::<Vec<&Endpoint>>()
    };
    let usable = standing(Standing::Usable);
    let untried = standing(Standing::Untried);
    let broken: Vec<&Endpoint> = endpoints
        .iter()
        .filter(|one| !matches!(Standing::of(one), Standing::Usable | Standing::Untried))
        .copied()
        .collect();
    if broken.is_empty() && usable.is_empty() {
        let why = match untried.first().and_then(|endpoint| endpoint.not_checked()) {
            Some(reason) => format!("No direct-TLS endpoint could be tried: {reason}."),
            None => "No direct-TLS endpoint could be tried.".to_owned(),
        };
        return vec![Finding::skipped(NAME, why)];
    }
    if broken.is_empty() {
        return vec![Finding::new(
            Status::Ok,
            NAME,
            "works",
            format!("Direct TLS works at {}.", count(usable.len(), "endpoint")),
        )];
    }
    // What does not work for several reasons is several things to mend.
    let groups = faults.group(broken);
    let findings = groups.iter().map(|(fault, endpoints)| {
        let names = names(endpoints.iter().copied());
        let message = match usable.is_empty() {
            true => format!(
                "Direct TLS is published but does not work ({names}): clients that prefer it fail \
                 or lose time."
            ),
            false => format!(
                "Direct TLS does not work at {names}: clients that try there first lose time."
            ),
        };
        let finding = Finding::new(Status::Warn, NAME, "broken", message);
        let finding = about(finding, endpoints).cause(fault.to_string());
        let finding = remedies::attach(finding, observation, fault, endpoints[0]);
        match fault.kind {
            Kind::PortDead | Kind::WrongService => with_listener(finding, endpoints[0].port),
            _ => finding,
        }
    });
    findings.collect()
}

/// The lines that let a server listen with direct TLS.
fn with_listener(finding: Finding, port: u16) -> Finding {
    finding
        .snippet("Prosody 0.12", format!("c2s_direct_tls_ports = {{ {port} }}"))
        .snippet(
            "ejabberd",
            format!(
                "  # one more entry under listen\n  -\n    port: {port}\n    ip: \"::\"\n    \
                 module: ejabberd_c2s\n    tls: true"
            ),
        )
}
