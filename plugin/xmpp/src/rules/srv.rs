//! `xmpp.srv_c2s` and `xmpp.srv_s2s`: are the records there, and do they lead
//! anywhere?

use std::collections::BTreeSet;

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::list;
use checker_stream::side::Side;

use super::{Case, peers, side_name};
use crate::collect::is_private;
use crate::domain::is_ip_literal;
use crate::observation::{HostLookup, LookupStatus, Observation, Service, SrvLookup, SrvRecord};

pub(super) const C2S: &str = "xmpp.srv_c2s";
pub(super) const S2S: &str = "xmpp.srv_s2s";

pub(super) fn c2s(case: &Case<'_>) -> Vec<Finding> {
    Judge::new(case.observation, Side::Client, C2S).judge()
}

pub(super) fn s2s(case: &Case<'_>) -> Vec<Finding> {
    Judge::new(case.observation, Side::Server, S2S).judge()
}

struct Judge<'a> {
    observation: &'a Observation,
    side: Side,
    rule: &'static str,
    /// The side's two services.
    lookups: Vec<&'a SrvLookup>,
    jabber: Option<&'a SrvLookup>,
}

impl<'a> Judge<'a> {
    fn new(observation: &'a Observation, side: Side, rule: &'static str) -> Self {
        let services = observation.services.iter();
        Self {
            observation,
            side,
            rule,
            lookups: services
                .filter(|lookup| lookup.service.side() == Some(side))
                .collect(),
            jabber: observation
                .service(Service::Jabber)
                .filter(|lookup| side == Side::Client && lookup.real().next().is_some()),
        }
    }

    fn judge(&self) -> Vec<Finding> {
        let mut findings = self.failures();
        let records: Vec<(Service, &SrvRecord)> = self
            .lookups
            .iter()
            .flat_map(|lookup| lookup.real().map(|record| (lookup.service, record)))
            .collect();
        if records.is_empty() {
            if findings.is_empty() {
                findings.push(self.nothing_published());
            }
            return findings;
        }

        findings.extend(self.targets(&records));
        findings.extend(self.duplicates());
        findings.extend(self.root_beside_records());
        findings.extend(self.left_out());
        if findings.is_empty() {
            findings.push(self.sound(&records));
        }
        findings
    }

    /// Lookups that gave no answer.
    fn failures(&self) -> Vec<Finding> {
        let failed = self.lookups.iter().filter_map(|lookup| {
            let failure = lookup.failure()?;
            let name = self.name_of(lookup.service);
            let (status, code, fix) = match failure.is_local() {
                true => (
                    Status::Error,
                    "lookup-failed",
                    "Check the resolver that the prober uses, or name another one, and run the \
                     check again.",
                ),
                false => (
                    Status::Crit,
                    "lookup-broken",
                    "Check the zone at all its name servers, and its DNSSEC signatures and DS \
                     record if it is signed.",
                ),
            };
            let message = format!("The SRV records of {name} could not be looked up: {failure}.");
            Some(
                Finding::new(status, self.rule, code, message)
                    .subject(name)
                    .fix(fix),
            )
        });
        failed.collect()
    }

    fn nothing_published(&self) -> Finding {
        let (side, peers) = (side_name(self.side), peers(self.side));
        if let Some(absent) = self.declared_absent() {
            return absent;
        }
        if let Some(jabber) = self.jabber {
            let targets: Vec<&str> = jabber.real().map(|record| record.target.as_str()).collect();
            return self.with_records(
                Finding::new(
                    Status::Warn,
                    self.rule,
                    "only-jabber",
                    format!(
                        "Only the legacy _jabber._tcp record is published (to {}): no current \
                         client looks it up.",
                        list(&targets)
                    ),
                )
                .fix("Publish _xmpp-client._tcp and _xmpps-client._tcp, and drop _jabber._tcp."),
                jabber.real().next().map(|record| record.target.clone()),
            );
        }
        if !self.domain_exists() {
            let domain = &self.observation.domain.ascii;
            return Finding::new(
                Status::Crit,
                self.rule,
                "no-such-domain",
                format!("The domain {domain} does not exist in the DNS (NXDOMAIN)."),
            )
            .fix("Check the spelling, the registration and the delegation of the domain.");
        }
        let worked = self
            .observation
            .side(self.side)
            .any(|endpoint| endpoint.secured());
        let fell_back = self.observation.fallback.contains(&self.side);
        let port = self.side.default_port();
        let consequence = match (fell_back, worked) {
            (true, true) => format!(
                "{peers} that fall back to the domain's own address, port {port}, do get through; \
                 others do not"
            ),
            (true, false) => format!(
                "the fallback to the domain's own address, port {port}, does not work either, so \
                 {peers} cannot find the service"
            ),
            (false, _) => format!(
                "and the \".\" on the direct-TLS name forbids the fallback, so {peers} have \
                 nowhere to go"
            ),
        };
        let finding = Finding::new(
            Status::Crit,
            self.rule,
            "none-published",
            format!("No {side} SRV records are published: {consequence}."),
        )
        .fix(format!(
            "Publish SRV records for {side} connections that name the host of your XMPP server."
        ));
        self.with_records(finding, None)
    }

    /// RFC 2782: a sole `.` says that the service is not offered here.
    fn declared_absent(&self) -> Option<Finding> {
        let starttls = self
            .lookups
            .iter()
            .find(|lookup| matches!(lookup.service, Service::XmppClient | Service::XmppServer))?;
        starttls.declares_absence().then(|| {
            Finding::new(
                Status::Info,
                self.rule,
                "not-offered",
                format!(
                    "The domain declares that it offers no {} service (target \".\").",
                    side_name(self.side)
                ),
            )
        })
    }

    fn domain_exists(&self) -> bool {
        match self.observation.host(&self.observation.domain.ascii) {
            None => true,
            Some(host) => {
                host.a.status != LookupStatus::NoName || host.aaaa.status != LookupStatus::NoName
            }
        }
    }

    /// Faults of the targets; several of one target are one finding each.
    fn targets(&self, records: &[(Service, &SrvRecord)]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let names: BTreeSet<&str> = records
            .iter()
            .map(|(_, record)| record.target.as_str())
            .collect();
        let usable = |name: &&str| {
            let host = self.observation.host(name);
            !is_ip_literal(name) && host.is_some_and(HostLookup::resolves)
        };
        // Targets left out by the bounds were never looked up: nothing is
        // known of them.
        let known: Vec<&str> = names
            .iter()
            .filter(|name| is_ip_literal(name) || self.observation.host(name).is_some())
            .copied()
            .collect();
        let dead = !known.is_empty() && !known.iter().any(usable);
        for name in known {
            findings.extend(self.target(name, dead));
        }
        for (service, record) in records.iter().filter(|(_, record)| record.port == 0) {
            findings.push(
                Finding::new(
                    Status::Warn,
                    self.rule,
                    "port-zero",
                    format!(
                        "A record of {} names port 0 at {}: nothing can listen there.",
                        self.name_of(*service),
                        record.target
                    ),
                )
                .subject(record.target.clone())
                .fix("Name the port that the server listens on."),
            );
        }
        findings
    }

    fn target(&self, name: &str, all_dead: bool) -> Vec<Finding> {
        let status = if all_dead { Status::Crit } else { Status::Warn };
        let finding = |status, code, message: String| {
            Finding::new(status, self.rule, code, message).subject(name)
        };
        if is_ip_literal(name) {
            return vec![
                finding(
                    status,
                    "target-is-address",
                    format!("The SRV target {name} is an IP address; a target has to be a name (RFC 2782)."),
                )
                .fix("Give the host a name with A and AAAA records and use that as the target."),
            ];
        }
        let Some(host) = self.observation.host(name) else {
            return Vec::new();
        };
        if !host.resolves() {
            return vec![self.unresolvable(name, host, status)];
        }
        let mut findings = Vec::new();
        if let Some(alias) = host.a.aliases.first().or(host.aaaa.aliases.first()) {
            findings.push(
                finding(
                    Status::Warn,
                    "target-is-alias",
                    format!(
                        "The SRV target {name} is an alias (CNAME) of {alias}: RFC 2782 forbids it, \
                         and some software does not follow it."
                    ),
                )
                .fix(format!("Point the SRV record at {alias}, or give {name} addresses of its own.")),
            );
        }
        let private: Vec<String> = host
            .addresses()
            .filter(|address| is_private(*address))
            .map(|address| address.to_string())
            .collect();
        if !private.is_empty() && !self.only_private() {
            findings.push(
                finding(
                    Status::Warn,
                    "private-address",
                    format!(
                        "The SRV target {name} resolves to {}, which only works inside your own \
                         network.",
                        list(&private)
                    ),
                )
                .fix(
                    "Publish public addresses only, or serve private ones in an internal DNS view.",
                ),
            );
        }
        findings
    }

    /// Where every address is private, this is a lab or an intranet, not a
    /// public name with a private address by mistake.
    fn only_private(&self) -> bool {
        self.observation
            .hosts
            .iter()
            .flat_map(HostLookup::addresses)
            .all(is_private)
    }

    fn unresolvable(&self, name: &str, host: &HostLookup, status: Status) -> Finding {
        match host.failure() {
            Some(failure) if failure.is_local() => Finding::new(
                Status::Error,
                self.rule,
                "lookup-failed",
                format!("The addresses of {name} could not be looked up: {failure}."),
            )
            .fix("Check the resolver that the prober uses and run the check again."),
            Some(failure) => Finding::new(
                status,
                self.rule,
                "target-broken",
                format!("The SRV target {name} does not resolve: {failure}."),
            )
            .fix(format!("Check the zone of {name} at all its name servers.")),
            None => {
                let why = match host.a.status {
                    LookupStatus::NoName => "the name does not exist (NXDOMAIN)",
                    _ => "it has neither A nor AAAA records",
                };
                Finding::new(
                    status,
                    self.rule,
                    "target-unresolvable",
                    format!(
                        "The SRV target {name} does not resolve: {why}. {} that pick it cannot \
                         connect.",
                        capital(peers(self.side))
                    ),
                )
                .fix(format!(
                    "Add A and AAAA records for {name}, or remove the SRV record."
                ))
            }
        }
        .subject(name)
    }

    fn duplicates(&self) -> Vec<Finding> {
        let lookups = self.lookups.iter().filter_map(|lookup| {
            let mut seen = BTreeSet::new();
            let repeated = lookup
                .real()
                .find(|record| !seen.insert((record.target.as_str(), record.port)))?;
            let name = self.name_of(lookup.service);
            Some(
                Finding::new(
                    Status::Warn,
                    self.rule,
                    "repeated",
                    format!(
                        "{name} names {} port {} more than once.",
                        repeated.target, repeated.port
                    ),
                )
                .subject(name)
                .fix("Keep one record for each target and port."),
            )
        });
        lookups.collect()
    }

    /// RFC 2782: `.` means "not offered", so it contradicts other records.
    fn root_beside_records(&self) -> Vec<Finding> {
        let contradicting = self.lookups.iter().filter(|lookup| {
            lookup.records.iter().any(SrvRecord::is_root) && lookup.real().next().is_some()
        });
        contradicting
            .map(|lookup| {
                let name = self.name_of(lookup.service);
                Finding::new(
                    Status::Warn,
                    self.rule,
                    "root-beside-records",
                    format!("{name} says \"not offered\" (target \".\") beside real targets."),
                )
                .subject(name)
                .fix("Remove the record with target \".\".")
            })
            .collect()
    }

    fn left_out(&self) -> Vec<Finding> {
        let own = |what: &str| {
            self.lookups
                .iter()
                .any(|lookup| what.ends_with(lookup.service.labels()))
                || !what.contains('_')
        };
        let left = self
            .observation
            .left_out
            .iter()
            .filter(|left| own(&left.what));
        left.map(|left| {
            Finding::new(
                Status::Info,
                self.rule,
                "left-out",
                format!(
                    "There are more {} than are looked at (at most {}): {} left out.",
                    left.what, left.bound, left.count
                ),
            )
        })
        .collect()
    }

    fn sound(&self, records: &[(Service, &SrvRecord)]) -> Finding {
        let services: Vec<&str> = self
            .lookups
            .iter()
            .filter(|lookup| lookup.real().next().is_some())
            .map(|lookup| lookup.service.labels())
            .collect();
        Finding::new(
            Status::Ok,
            self.rule,
            "published",
            format!(
                "{} published, {}, all resolving.",
                list(&services),
                checker_kit::text::count(records.len(), "target")
            ),
        )
    }

    fn name_of(&self, service: Service) -> String {
        format!("{}.{}", service.labels(), self.observation.domain.ascii)
    }

    fn with_records(&self, finding: Finding, host: Option<String>) -> Finding {
        let host = host.unwrap_or_else(|| format!("xmpp.{}", self.observation.domain.ascii));
        finding.snippet("DNS zone", zone_lines(self.observation, self.side, &host))
    }
}

/// The records to publish, in zone-file form.
fn zone_lines(observation: &Observation, side: Side, host: &str) -> String {
    let domain = &observation.domain.ascii;
    let (side, port, tls_port) = match side {
        Side::Client => ("client", 5222, 5223),
        Side::Server => ("server", 5269, 5270),
    };
    format!(
        "_xmpp-{side}._tcp.{domain}. 3600 IN SRV 5 0 {port} {host}.\n\
         _xmpps-{side}._tcp.{domain}. 3600 IN SRV 5 0 {tls_port} {host}."
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
