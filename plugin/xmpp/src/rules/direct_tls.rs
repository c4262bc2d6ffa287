//! `xmpp.direct_tls`: is XEP-0368 there for clients, and does it work?

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::text::count;
use checker_stream::method::Method;
use checker_stream::side::Side;

use super::{Case, names};
use crate::observation::{Endpoint, Observation, Service};

pub(super) const NAME: &str = "xmpp.direct_tls";

pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let observation = case.observation;
    let Some(lookup) = observation.service(Service::XmppsClient) else {
        return Vec::new();
    };
    if let Some(failure) = lookup.failure() {
        let status = match failure.is_local() {
            true => Status::Error,
            false => Status::Warn,
        };
        return vec![Finding::new(
            status,
            NAME,
            "lookup-failed",
            format!(
                "{} could not be looked up: {failure}.",
                lookup.service.labels()
            ),
        )];
    }
    if lookup.declares_absence() {
        return vec![Finding::new(
            Status::Info,
            NAME,
            "not-offered",
            "The domain declares that it offers no direct TLS to clients (target \".\").",
        )];
    }
    if lookup.real().next().is_none() {
        return vec![not_published(observation)];
    }

    let endpoints: Vec<&Endpoint> = observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.method == Method::DirectTls)
        .collect();
    let (usable, rest): (Vec<&Endpoint>, Vec<&Endpoint>) = endpoints
        .iter()
        .copied()
        .partition(|endpoint| endpoint.last().features.is_some());
    let broken: Vec<&Endpoint> = rest
        .into_iter()
        .filter(|endpoint| endpoint.not_checkable().is_none())
        .collect();
    if !broken.is_empty() || endpoints.is_empty() {
        return vec![broken_finding(&usable, &broken)];
    }
    if usable.is_empty() {
        return vec![Finding::skipped(
            NAME,
            "No direct-TLS endpoint could be tried from here.",
        )];
    }
    vec![Finding::new(
        Status::Ok,
        NAME,
        "works",
        format!("Direct TLS works at {}.", count(usable.len(), "endpoint")),
    )]
}

fn broken_finding(usable: &[&Endpoint], broken: &[&Endpoint]) -> Finding {
    let message = match (usable.is_empty(), broken.is_empty()) {
        (true, true) => "Direct TLS is published, but its targets have no address: clients that \
                         prefer it fail or lose time."
            .to_owned(),
        (true, false) => format!(
            "Direct TLS is published but does not work ({}): clients that prefer it fail or lose \
             time.",
            names(broken.iter().copied())
        ),
        (false, _) => format!(
            "Direct TLS does not work at {}: clients that try there first lose time.",
            names(broken.iter().copied())
        ),
    };
    let finding = Finding::new(Status::Warn, NAME, "broken", message)
        .fix(
            "Let the server listen with direct TLS on the published port, correct the record, or \
             withdraw it.",
        )
        .snippet("Prosody", "c2s_direct_tls_ports = { 5223 }")
        .snippet(
            "ejabberd",
            "tls: true  # in an ejabberd_c2s listener on port 5223",
        );
    super::about(finding, broken)
}

fn not_published(observation: &Observation) -> Finding {
    let domain = &observation.domain.ascii;
    let host = observation
        .service(Service::XmppClient)
        .and_then(|lookup| lookup.real().next())
        .map_or_else(|| format!("xmpp.{domain}"), |record| record.target.clone());
    Finding::new(
        Status::Info,
        NAME,
        "not-published",
        "Direct TLS for clients (XEP-0368) is not published: connections take two round trips \
         more, and fail in networks that let only TLS through.",
    )
    .fix("Let the server listen with direct TLS and publish the port.")
    .snippet(
        "DNS zone",
        format!("_xmpps-client._tcp.{domain}. 3600 IN SRV 5 0 5223 {host}."),
    )
    .snippet("Prosody", "c2s_direct_tls_ports = { 5223 }")
}
