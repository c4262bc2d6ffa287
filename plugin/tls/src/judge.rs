//! From what was seen to issues: pure functions of chains, names and time.

mod chain;
mod names;

use checker_kit::dns::Failure as DnsFailure;
use checker_kit::tcp::TcpError;
use checker_kit::text::list;
use checker_kit::tls::{AltName, CertificateFacts, Signature, TlsFailure};
use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::side::Side;
use checker_stream::step::Step;
use rustls_pki_types::CertificateDer;

pub use chain::Anchors;

use crate::observation::{AddressProbe, Issue, Probe, Severity};
use crate::rules as rule;
use crate::settings::Endpoint;

const DAY: i64 = 86_400;

/// What the probes of one endpoint brought.
#[derive(Default)]
pub struct Seen {
    /// Why the host has no addresses.
    pub unresolved: Option<DnsFailure>,
    /// Each address, with the chain as it was sent.
    pub addresses: Vec<(AddressProbe, Vec<CertificateDer<'static>>)>,
}

/// A server's certificate with what takes work to find out, found out once.
struct Certificate<'a> {
    leaf: &'a CertificateFacts,
    /// Whether the chain leads to a trusted root.
    chain: Result<(), webpki::Error>,
    /// Whether it is for the endpoint's name.
    matches: bool,
}

impl<'a> Certificate<'a> {
    /// Examines what an address showed; `None` where that is no certificate.
    fn examine(
        endpoint: &Endpoint,
        probe: &'a AddressProbe,
        chain: &[CertificateDer<'static>],
        anchors: &Anchors<'_>,
        now: i64,
    ) -> Option<Self> {
        let leaf = probe.chain.first()?;
        Some(Self {
            leaf,
            chain: chain::validate(chain, anchors, now),
            matches: names::matches(leaf, endpoint, probe.alpn.as_deref()),
        })
    }
}

/// Judges one endpoint at the time `now` (seconds since 1970-01-01T00:00:00Z).
pub fn judge(endpoint: &Endpoint, seen: Seen, anchors: &Anchors<'_>, now: i64) -> Probe {
    let mut probe = Probe {
        host: endpoint.host.clone(),
        port: endpoint.port,
        endpoint: format!("{}:{}", endpoint.host, endpoint.port),
        r#type: match endpoint.starttls.as_str() {
            "" => "tls".to_owned(),
            dialect => format!("starttls-{dialect}"),
        },
        sni: endpoint.name().to_owned(),
        ..Probe::default()
    };
    let mut issues = Vec::new();
    if let Err(dialect) = endpoint.dialect() {
        issues.push(issue(
            Severity::Crit,
            rule::DIALECT,
            "unknown-dialect",
            format!("The STARTTLS dialect \"{dialect}\" is not supported."),
            None,
        ));
    } else if seen.addresses.is_empty() {
        issues.push(no_address(endpoint, seen.unresolved));
    }

    let total = seen.addresses.len();
    let mut found: Vec<(Issue, Vec<String>)> = Vec::new();
    for (address, chain) in &seen.addresses {
        let certificate = Certificate::examine(endpoint, address, chain, anchors, now);
        for issue in of_address(endpoint, address, certificate.as_ref(), now) {
            match found.iter_mut().find(|(known, _)| *known == issue) {
                Some((_, addresses)) => addresses.push(address.address.to_string()),
                None => found.push((issue, vec![address.address.to_string()])),
            }
        }
        let secured = address.tls_version.is_some();
        if secured && probe.tls_version.is_none() {
            probe.tls_version.clone_from(&address.tls_version);
            probe.cipher_suite.clone_from(&address.cipher_suite);
        }
        if let Some(Certificate {
            leaf,
            chain,
            matches,
        }) = certificate
        {
            probe.chain_valid = Some(probe.chain_valid.unwrap_or(true) && chain.is_ok());
            probe.hostname_match = Some(probe.hostname_match.unwrap_or(true) && matches);
            // RFC 3339 dates in UTC sort as text: the earliest counts.
            if probe
                .not_after
                .as_ref()
                .is_none_or(|known| leaf.not_after_text < *known)
            {
                probe.not_after = Some(leaf.not_after_text.clone());
            }
        }
    }
    issues.extend(found.into_iter().map(|(mut issue, addresses)| {
        let partial = addresses.len() < total;
        if partial {
            issue.message = format!(
                "{} (only at {})",
                issue.message.trim_end_matches('.'),
                list(&addresses)
            );
        }
        // Where another address works, a dead one is not the end.
        if partial && issue.severity == Severity::Crit && issue.rule == rule::REACHABILITY {
            issue.severity = Severity::Warn;
        }
        issue
    }));
    issues.sort();
    probe.issues = issues;
    probe.addresses = seen
        .addresses
        .into_iter()
        .map(|(address, _)| address)
        .collect();
    probe
}

fn no_address(endpoint: &Endpoint, failure: Option<DnsFailure>) -> Issue {
    match failure {
        Some(failure) if failure.is_local() => issue(
            Severity::Error,
            rule::REACHABILITY,
            "lookup-failed",
            format!(
                "The addresses of {} could not be looked up: {failure}.",
                endpoint.host
            ),
            None,
        ),
        Some(failure) => issue(
            Severity::Crit,
            rule::REACHABILITY,
            "unresolvable",
            format!("{} does not resolve: {failure}.", endpoint.host),
            Some("Correct the zone, or the record that names this host."),
        ),
        None => issue(
            Severity::Crit,
            rule::REACHABILITY,
            "unresolvable",
            format!("{} has no address.", endpoint.host),
            Some("Add A and AAAA records, or remove the record that names this host."),
        ),
    }
}

fn of_address(
    endpoint: &Endpoint,
    probe: &AddressProbe,
    certificate: Option<&Certificate<'_>>,
    now: i64,
) -> Vec<Issue> {
    if probe.tls_version.is_none() {
        return probe
            .failure
            .iter()
            .flat_map(|failure| no_handshake(endpoint, failure))
            .collect();
    }
    let Some(Certificate {
        leaf,
        chain,
        matches,
    }) = certificate
    else {
        return vec![issue(
            Severity::Crit,
            rule::CERTIFICATE,
            "no-certificate",
            "The server sent no certificate that can be read.".into(),
            Some("Configure a certificate."),
        )];
    };
    let mut issues = expiry(leaf, now);
    issues.extend(chain::issues(&probe.chain, chain, now));
    if probe.signature == Some(Signature::Invalid) {
        issues.push(issue(
            Severity::Crit,
            rule::HANDSHAKE,
            "bad-signature",
            "The server's handshake signature does not fit its certificate.".into(),
            Some("Configure the private key that belongs to the certificate."),
        ));
    }
    if !matches {
        issues.push(wrong_name(leaf, endpoint));
    }
    // Public authorities stopped issuing clientAuth in 2026.
    let usable = |uses: &Vec<String>| {
        uses.iter()
            .any(|name| name == "clientAuth" || name == "any")
    };
    let for_servers = endpoint.dialect() == Ok(Some(Side::Server));
    if for_servers
        && leaf
            .extended_key_usage
            .as_ref()
            .is_some_and(|uses| !usable(uses))
    {
        issues.push(issue(
            Severity::Warn,
            rule::CLIENT_AUTH,
            "no-client-auth",
            "The certificate is not for clientAuth: strict servers refuse it for outgoing \
             federation by SASL EXTERNAL."
                .into(),
            Some(
                "Keep dialback enabled, or use a certificate with the clientAuth extended key usage \
                 for server-to-server connections.",
            ),
        ));
    }
    issues
}

fn no_handshake(endpoint: &Endpoint, failure: &ProbeFailure) -> Vec<Issue> {
    let text = |what: &str| format!("{what}: {}.", failure.message);
    let not_offered = match endpoint.require_starttls {
        true => Severity::Crit,
        false => Severity::Warn,
    };
    let one = |severity, rule, code, message, fix| vec![issue(severity, rule, code, message, fix)];
    match (&failure.cause, failure.step) {
        (FailureCause::Tcp(TcpError::NoRoute), _) => Vec::new(),
        (FailureCause::Tcp(TcpError::Blocked(_)), _) => one(
            Severity::Error,
            rule::REACHABILITY,
            "blocked-by-policy",
            text("Not looked at"),
            None,
        ),
        (FailureCause::Tcp(TcpError::Limit), _) => one(
            Severity::Error,
            rule::REACHABILITY,
            "limit",
            text("Not looked at"),
            None,
        ),
        (_, Step::Connect) => one(
            Severity::Crit,
            rule::REACHABILITY,
            "unreachable",
            text("Not reachable"),
            Some("Let the server listen there, and open the firewall."),
        ),
        (FailureCause::NotOffered, _) => one(
            not_offered,
            rule::ADVERTISED,
            "starttls-not-offered",
            "STARTTLS is not offered.".into(),
            Some("Configure a certificate and switch STARTTLS on."),
        ),
        (_, Step::Stream | Step::StartTls) => one(
            Severity::Crit,
            rule::ADVERTISED,
            "starttls-failed",
            text("STARTTLS failed"),
            None,
        ),
        (FailureCause::Tls(TlsFailure::OldVersion), _) => vec![
            issue(
                Severity::Crit,
                rule::HANDSHAKE,
                "handshake-failed",
                text("No TLS handshake"),
                Some("Enable TLS 1.2 and 1.3."),
            ),
            issue(
                Severity::Warn,
                rule::VERSION,
                "old-version",
                "Nothing newer than TLS 1.1 is spoken.".into(),
                Some("Enable TLS 1.2 and 1.3."),
            ),
        ],
        _ => one(
            Severity::Crit,
            rule::HANDSHAKE,
            "handshake-failed",
            text("No TLS handshake"),
            Some("Check the TLS configuration of the server."),
        ),
    }
}

fn expiry(leaf: &CertificateFacts, now: i64) -> Vec<Issue> {
    let left = leaf.not_after - now;
    let date = leaf.not_after_text.split('T').next().unwrap_or_default();
    let renew = Some("Renew the certificate and let the server load it.");
    let found = if left < 0 {
        let days = -left / DAY;
        (
            Severity::Crit,
            "expired",
            format!("The certificate expired on {date}, {days} days ago."),
        )
    } else if now < leaf.not_before {
        let from = leaf.not_before_text.split('T').next().unwrap_or_default();
        (
            Severity::Crit,
            "not-yet-valid",
            format!("The certificate is not valid before {from}."),
        )
    } else if left < 7 * DAY {
        (
            Severity::Crit,
            "expires-soon",
            format!("The certificate expires on {date}, in {} days.", left / DAY),
        )
    } else if left < 30 * DAY {
        (
            Severity::Warn,
            "expires-soon",
            format!("The certificate expires on {date}, in {} days.", left / DAY),
        )
    } else {
        return Vec::new();
    };
    let (severity, code, message) = found;
    vec![issue(severity, rule::EXPIRY, code, message, renew)]
}

fn wrong_name(leaf: &CertificateFacts, endpoint: &Endpoint) -> Issue {
    let names: Vec<String> = leaf
        .names
        .iter()
        .take(5)
        .map(|name| match name {
            AltName::Dns(name) | AltName::Ip(name) | AltName::Other(name) => name.clone(),
            AltName::Srv(name) => format!("SRVName {name}"),
            AltName::XmppAddr(name) => format!("XmppAddr {name}"),
        })
        .collect();
    let has = match names.is_empty() {
        true => "it carries no subject alternative name".to_owned(),
        false => format!("it is for {}", list(&names)),
    };
    let message = format!("The certificate is not for {}: {has}.", endpoint.name());
    let fix = format!(
        "Use a certificate for {} (the domain of the addresses, not the host of the server).",
        endpoint.name()
    );
    issue(
        Severity::Crit,
        rule::HOSTNAME,
        "name-mismatch",
        message,
        Some(&fix),
    )
}

pub(crate) fn issue(
    severity: Severity,
    rule: &str,
    code: &str,
    message: String,
    fix: Option<&str>,
) -> Issue {
    Issue {
        severity,
        rule: rule.to_owned(),
        code: code.to_owned(),
        message,
        fix: fix.map(str::to_owned),
    }
}
