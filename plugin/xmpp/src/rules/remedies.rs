//! What to do about a fault that several rules see. The remedy of a fault is
//! the same whichever rule says it.

use std::collections::BTreeSet;

use checker_kit::state::Finding;
use checker_kit::tcp::TcpError;
use checker_kit::tls::TlsFailure;
use checker_stream::failure::FailureCause;
use checker_stream::method::Method;
use checker_stream::side::Side;

use super::few;
use super::recipe;
use super::task::Task;
use crate::faults::{Fault, Kind};
use crate::observation::{Diagnosis, Endpoint, Observation, Service};
use crate::standing::is_by_group;
use crate::words::peers;

/// The finding with the remedy of its fault, as `endpoint` shows it.
pub(super) fn attach(
    finding: Finding,
    observation: &Observation,
    fault: &Fault,
    endpoint: &Endpoint,
) -> Finding {
    let domain = &observation.domain.ascii;
    let (port, host) = (endpoint.port, endpoint.host());
    let text = match fault.kind {
        Kind::HostDown => format!(
            "Start the XMPP server on {host} and open its ports in the firewall; if it has moved, \
             put the name of the new host into the SRV records."
        ),
        Kind::SideDown => return side_down(finding, observation, endpoint),
        Kind::TargetIsPrivate => few::remedy(host, &[endpoint.address]),
        Kind::FamilyDead => return family_dead(finding, endpoint),
        Kind::AddressDead => format!(
            "Let the server listen on {} and open its ports in the firewall, or remove this \
             address of {host} from the DNS.",
            endpoint.address
        ),
        Kind::PortDead => return port_dead(finding, observation, endpoint),
        Kind::WrongService => wrong_service(endpoint),
        Kind::DeniedPort => format!(
            "Put the port that the server listens on in the place of {port} in the SRV record."
        ),
        Kind::HostUnknown if observation.is_for_servers_only(endpoint) => format!(
            "The server on {host} serves {domain} to other servers, so it is a component perhaps (a \
             chat service, a gateway), where nobody logs in. Then remove its records for clients, \
             or declare the service not offered: one record with the target \".\". If people are to \
             have accounts at {domain}, make it a host of its own."
        ),
        Kind::HostUnknown if fault.about == endpoint.address.to_string() => format!(
            "Remove {} from the addresses of {host}, or add {domain} to the domains that the \
             server there serves.",
            fault.about
        ),
        Kind::HostUnknown => return host_unknown(finding, observation, endpoint),
        Kind::RateLimited => "The server limits connections; run the check again later, or exempt \
                              the prober's address."
            .into(),
        Kind::Silent => format!(
            "Check the log and the load of the server on {host}: it accepts connections but does \
             not answer."
        ),
        Kind::Closes => format!(
            "Look into the log of the server on {host}, and of a proxy or guard in front of it, \
             for the reason why it ends connections. A proxy whose server is down does so, and so \
             does a server that is sent the PROXY protocol and does not expect it, or the other \
             way round."
        ),
        Kind::IllFormed => format!(
            "Update the server on {host}, and look for a proxy on the way that writes into the \
             stream."
        ),
        Kind::NotXmpp => format!(
            "Check what listens on port {port} of {host}, and correct the port in the SRV record."
        ),
        Kind::Redirect => "Let the server send peers to a host and port that everybody can reach, \
                           or publish that host in the SRV records instead of redirecting."
            .into(),
        Kind::StreamError if is_about_xml(fault) => format!(
            "Look for what writes into the stream on the way, since what is sent is well-formed: a \
             proxy does so that sends the PROXY protocol to a server which does not expect it. Else \
             look up the reason in the log of the server on {host}."
        ),
        Kind::StreamError => {
            format!("Look up the reason in the log of the server on {host}.")
        }
        Kind::OutdatedTls => outdated(domain, endpoint),
        Kind::ClientCertificate => format!(
            "Let the server on {host} ask for a certificate without demanding one on the ports \
             for {}.",
            peers(endpoint.side)
        ),
        Kind::NoCertificate => {
            let text = format!(
                "Give the server on {host} a certificate and key for {domain} that it can read."
            );
            return certificate(finding, &text, observation, endpoint.side);
        }
        Kind::Alpn => format!(
            "Route the ALPN name {} on port {port} of {host} to the XMPP server: what answers \
             there, an HTTPS server or a proxy in front of several services, knows only others.",
            endpoint.side.alpn()
        ),
        Kind::TlsFailed => {
            let text = format!(
                "Look into the log of the server on {host} for the reason. If it has no \
                 certificate and key for {domain} that it can read, give it those."
            );
            return certificate(finding, &text, observation, endpoint.side);
        }
        Kind::NoStartTls => return no_starttls(finding, observation, endpoint.side),
        Kind::NoServerAuthentication => return server_authentication(finding, observation),
        Kind::NoMechanism => format!(
            "Enable an authentication backend for {domain}, and see that disable_sasl_mechanisms \
             does not take out all that it offers."
        ),
        Kind::TlsInFront => format!(
            "What ends TLS on port {port} of {host} hands the connection to a port that expects \
             STARTTLS: let it pass TLS through to the server's own port for direct TLS, or hand \
             over to a port without TLS that the server treats as secured."
        ),
        _ => return finding,
    };
    finding.fix(text)
}

/// The lines that require encryption.
pub(super) fn with_encryption(finding: Finding, observation: &Observation, side: Side) -> Finding {
    let known = observation.software(side);
    recipe::attach(finding, &Task::Encryption(side), known)
}

/// A way for other servers to authenticate.
fn server_authentication(finding: Finding, observation: &Observation) -> Finding {
    let finding = finding.fix(
        "Enable server dialback. Where certificates are to be the only way, require them, so that \
         the server says so to those who have none.",
    );
    let known = observation.software(Side::Server);
    recipe::attach(finding, &Task::Dialback, known)
}

/// A port for direct TLS or STARTTLS.
pub(super) fn listener(
    finding: Finding,
    observation: &Observation,
    side: Side,
    (method, port): (Method, u16),
) -> Finding {
    let known = observation.software(side);
    recipe::attach(finding, &Task::Listener(side, method, port), known)
}

/// The finding with a remedy that ends with the server having the files of a
/// certificate for the domain.
pub(super) fn certificate(
    finding: Finding,
    what_to_do: &str,
    observation: &Observation,
    side: Side,
) -> Finding {
    let finding = finding.fix(format!(
        "{what_to_do} Below, FOLDER is where fullchain.pem (the certificate and those of its \
         issuers) and privkey.pem (its key) are. In Prosody, take out an option ssl that names \
         other files, and restart."
    ));
    let task = Task::Certificate(observation.domain.ascii.clone());
    recipe::attach(finding, &task, observation.software(side))
}

fn no_starttls(finding: Finding, observation: &Observation, side: Side) -> Finding {
    let domain = &observation.domain.ascii;
    let text = format!(
        "Load the server's TLS module and require encryption; in Prosody take \"tls\" out of \
         modules_disabled, if it is there. If the server has no certificate and key for {domain} \
         that it can read and that belong together, give it those."
    );
    let finding = recipe::attach(finding, &Task::TlsModule, observation.software(side));
    let finding = with_encryption(finding, observation, side);
    certificate(finding, &text, observation, side)
}

fn side_down(finding: Finding, observation: &Observation, endpoint: &Endpoint) -> Finding {
    let (side, host) = (endpoint.side, endpoint.host());
    let module = match side {
        Side::Client => "c2s",
        Side::Server => "s2s",
    };
    let finding = finding.fix(format!(
        "Let the server on {host} listen for {} on the published ports, and open them in the \
         firewall. In Prosody take \"{module}\" out of modules_disabled, if it is there.",
        peers(side)
    ));
    let of_host = |one: &&Endpoint| one.origins.iter().any(|origin| origin.host == host);
    let ports: BTreeSet<(u16, Method)> = observation
        .side(side)
        .filter(of_host)
        .map(|one| (one.port, one.method))
        .collect();
    ports.into_iter().fold(finding, |finding, (port, method)| {
        listener(finding, observation, side, (method, port))
    })
}

fn family_dead(finding: Finding, endpoint: &Endpoint) -> Finding {
    let (family, record) = match endpoint.address.is_ipv6() {
        true => ("IPv6", "AAAA"),
        false => ("IPv4", "A"),
    };
    finding.fix(format!(
        "Let the server listen on {family} as well and open its ports in the firewall for \
         {family}, or remove the {record} records of {} until it does.",
        endpoint.host()
    ))
}

fn port_dead(finding: Finding, observation: &Observation, endpoint: &Endpoint) -> Finding {
    let (port, host) = (endpoint.port, endpoint.host());
    let failure = endpoint.transcript.failure.as_ref();
    let refused = failure.is_some_and(|one| one.cause == FailureCause::Tcp(TcpError::Refused));
    let service = endpoint.origins.first().and_then(|origin| origin.service);
    let record = match (service, endpoint.method) {
        (Some(service), Method::StartTls) => {
            format!("correct the port in the {} record", service.labels())
        }
        // Nobody depends on direct TLS alone.
        (Some(service), Method::DirectTls) => format!(
            "correct the port in the {labels} record, or remove that record until the server \
             listens",
            labels = service.labels()
        ),
        (None, _) => "publish an SRV record with the port that it listens on".to_owned(),
    };
    if !refused {
        return finding.fix(format!(
            "Open TCP port {port} in the firewall of {host}, or {record}."
        ));
    }
    let how = match endpoint.method {
        Method::StartTls => "",
        Method::DirectTls => " with direct TLS",
    };
    let finding = finding.fix(format!(
        "Let the server on {host} listen on port {port}{how}, or {record}."
    ));
    let listening = (endpoint.method, port);
    listener(finding, observation, endpoint.side, listening)
}

fn wrong_service(endpoint: &Endpoint) -> String {
    let (side, port) = (endpoint.side, endpoint.port);
    let labels = |side, method| Service::of(side, method).labels();
    match endpoint.diagnosis {
        Some(Diagnosis::DirectTls { xmpp: true }) => format!(
            "Move this record to {}, unless it is there too, and put the port that offers STARTTLS \
             into {}.",
            labels(side, Method::DirectTls),
            labels(side, Method::StartTls)
        ),
        Some(Diagnosis::StartTls) => format!(
            "Move this record to {}, unless it is there too, and put a port with direct TLS, if \
             the server has one, into {}.",
            labels(side, Method::StartTls),
            labels(side, Method::DirectTls)
        ),
        Some(Diagnosis::OtherSide { side: other }) => format!(
            "Move this record to {}, unless it is there too, and put the port for {} into {}.",
            labels(other, endpoint.method),
            peers(side),
            labels(side, endpoint.method)
        ),
        Some(Diagnosis::DirectTls { xmpp: false } | Diagnosis::Http | Diagnosis::Https) | None => {
            match endpoint.method {
                Method::StartTls => {
                    "Put the name and the port of the XMPP server into the SRV record.".into()
                }
                Method::DirectTls => format!(
                    "Put the name and the port of the XMPP server into the SRV record, or route the \
                     ALPN name {} on port {port} to it.",
                    side.alpn()
                ),
            }
        }
    }
}

fn outdated(domain: &str, endpoint: &Endpoint) -> String {
    let host = endpoint.host();
    let enable = "TLS 1.2 and 1.3 with ECDHE and AES-GCM or ChaCha20 cipher suites";
    let failure = endpoint.last().failure.as_ref();
    if is_by_group(endpoint) {
        return format!(
            "Allow the groups X25519 and P-256 in the TLS configuration of {host} (Prosody: \
             curveslist)."
        );
    }
    let not_told =
        failure.is_some_and(|one| one.cause == FailureCause::Tls(TlsFailure::NothingInCommon));
    match not_told {
        true => format!(
            "See that the server on {host} has a certificate and key for {domain} that it can \
             read: without one it has nothing to offer. If it has, enable {enable}."
        ),
        false => format!("Enable {enable} on {host}."),
    }
}

/// Whether the server finds fault with the XML that it gets.
fn is_about_xml(fault: &Fault) -> bool {
    let condition = fault.about.split(':').next().unwrap_or_default();
    ["not-well-formed", "bad-format", "invalid-xml"].contains(&condition)
}

fn host_unknown(finding: Finding, observation: &Observation, endpoint: &Endpoint) -> Finding {
    let (domain, host) = (&observation.domain.ascii, endpoint.host());
    let finding = finding.fix(format!(
        "Add {domain} to the domains that the server on {host} serves, with a certificate for it; \
         or put the host that serves it into the SRV records."
    ));
    let known = observation.software(endpoint.side);
    recipe::attach(finding, &Task::Domain(domain.clone()), known)
}
