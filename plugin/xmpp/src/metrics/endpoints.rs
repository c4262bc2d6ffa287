//! Endpoints in numbers.

use checker_kit::contract::Metric;
use checker_stream::side::Side;

use super::metric::{Label, metric, seconds, truth};
use crate::case::Case;
use crate::observation::Endpoint;

/// The metrics of one endpoint, all with the labels that tell it apart.
pub(super) fn of(case: &Case, endpoint: &Endpoint) -> Vec<Metric> {
    let labels = labels(endpoint);
    let transcript = endpoint.last();
    let mut metrics = vec![metric(
        "xmpp_endpoint_up",
        truth(endpoint.secured()),
        &labels,
    )];
    for step in &endpoint.transcript.steps {
        let mut labels = labels.to_vec();
        labels.push(("step", step.step.word().to_owned()));
        let name = "xmpp_step_duration_seconds";
        metrics.push(metric(name, seconds(step.micros), &labels));
    }
    if let Some(features) = &transcript.features {
        let count = features.list.len() as f64;
        metrics.push(metric("xmpp_stream_features", count, &labels));
    }
    let tls = transcript.tls.as_ref();
    if let Some(certificate) = tls.and_then(|tls| tls.certificate.as_ref()) {
        metrics.push(metric(
            "xmpp_tls_certificate_not_before_timestamp_seconds",
            certificate.not_before as f64,
            &labels,
        ));
        let not_after = certificate.not_after;
        metrics.push(metric(
            "xmpp_tls_certificate_not_after_timestamp_seconds",
            not_after as f64,
            &labels,
        ));
        // A stored observation may hold any date.
        metrics.push(metric(
            "xmpp_tls_certificate_remaining_seconds",
            not_after.saturating_sub(case.judged_at) as f64,
            &labels,
        ));
    }
    let reported = case.tls.of_endpoint(&case.observation, endpoint);
    if let Some(valid) = reported.and_then(|address| address.chain_valid) {
        metrics.push(metric("xmpp_tls_chain_valid", truth(valid), &labels));
    }
    metrics
}

/// How many endpoints there are of each side and family.
pub(super) fn counts(case: &Case) -> Vec<Metric> {
    let sides = case.mode.sides();
    let counts = sides.flat_map(|side| [false, true].map(|v6| of_family(case, side, v6)));
    counts.flatten().collect()
}

fn of_family(case: &Case, side: Side, v6: bool) -> [Metric; 2] {
    let of_family: Vec<&Endpoint> = case
        .observation
        .side(side)
        .filter(|endpoint| endpoint.address.is_ipv6() == v6)
        .collect();
    let up = of_family
        .iter()
        .filter(|endpoint| endpoint.secured())
        .count();
    let labels = [
        ("side", side.word().to_owned()),
        ("family", if v6 { "ipv6" } else { "ipv4" }.to_owned()),
    ];
    [
        metric("xmpp_endpoints", of_family.len() as f64, &labels),
        metric("xmpp_endpoints_up", up as f64, &labels),
    ]
}

fn labels(endpoint: &Endpoint) -> [Label; 4] {
    [
        ("address", endpoint.address.to_string()),
        ("port", endpoint.port.to_string()),
        ("side", endpoint.side.word().to_owned()),
        ("service", endpoint.service().labels().to_owned()),
    ]
}
