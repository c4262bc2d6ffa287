//! The observation in numbers, with Prometheus names and base units.

use checker_kit::contract::{Metric, State};
use checker_kit::state::{severity, word};
use checker_stream::side::Side;

use crate::observation::{Endpoint, Observation};
use crate::related::TlsFindings;

/// All metrics. Label values are addresses, ports and the words of this
/// program: nothing that a peer can make up.
pub fn metrics(observation: &Observation, tls: &TlsFindings, states: &[State]) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for endpoint in &observation.endpoints {
        metrics.extend(of_endpoint(observation, endpoint));
    }
    for probe in &tls.probes {
        if let Some(valid) = probe.chain_valid {
            metrics.push(metric(
                "xmpp_tls_chain_valid",
                f64::from(u8::from(valid)),
                "",
                vec![("ref", probe.r#ref.clone())],
            ));
        }
    }
    for side in [Side::Client, Side::Server] {
        for v6 in [false, true] {
            metrics.extend(counts(observation, side, v6));
        }
    }
    for state in states {
        let known = metrics.iter_mut().find(|metric| {
            metric.name == "xmpp_rule_status"
                && metric.labels.iter().any(|(_, value)| *value == state.rule)
        });
        let value = f64::from(severity(state.status));
        match known {
            Some(known) => known.value = known.value.max(value),
            None => metrics.push(metric(
                "xmpp_rule_status",
                value,
                "",
                vec![("rule", state.rule.clone())],
            )),
        }
    }
    let worst = states
        .iter()
        .map(|state| state.status)
        .max_by_key(|status| severity(*status));
    if let Some(worst) = worst {
        let labels = vec![("status", word(worst).to_owned())];
        metrics.push(metric(
            "xmpp_status",
            f64::from(severity(worst)),
            "",
            labels,
        ));
    }
    metrics.push(metric(
        "xmpp_collect_duration_seconds",
        seconds(observation.duration_micros),
        "seconds",
        Vec::new(),
    ));
    metrics
}

fn of_endpoint(observation: &Observation, endpoint: &Endpoint) -> Vec<Metric> {
    let labels = || {
        vec![
            ("address", endpoint.address.to_string()),
            ("port", endpoint.port.to_string()),
            ("side", endpoint.side.word().to_owned()),
            ("service", endpoint.service().labels().to_owned()),
        ]
    };
    let transcript = endpoint.last();
    let up = f64::from(u8::from(endpoint.secured()));
    let mut metrics = vec![metric("xmpp_endpoint_up", up, "", labels())];
    for step in &endpoint.transcript.steps {
        let mut labels = labels();
        labels.push(("step", step.step.word().to_owned()));
        metrics.push(metric(
            "xmpp_step_duration_seconds",
            seconds(step.micros),
            "seconds",
            labels,
        ));
    }
    if let Some(features) = &transcript.features {
        let count = features.list.len() as f64;
        metrics.push(metric("xmpp_stream_features", count, "", labels()));
    }
    let certificate = transcript
        .tls
        .as_ref()
        .and_then(|tls| tls.certificate.as_ref());
    if let Some(certificate) = certificate {
        metrics.push(metric(
            "xmpp_tls_certificate_not_after_timestamp_seconds",
            certificate.not_after as f64,
            "seconds",
            labels(),
        ));
        metrics.push(metric(
            "xmpp_tls_certificate_remaining_seconds",
            (certificate.not_after - observation.started_at_seconds) as f64,
            "seconds",
            labels(),
        ));
    }
    metrics
}

fn counts(observation: &Observation, side: Side, v6: bool) -> Vec<Metric> {
    if !observation.mode.covers(side) {
        return Vec::new();
    }
    let of_family: Vec<&Endpoint> = observation
        .side(side)
        .filter(|endpoint| endpoint.address.is_ipv6() == v6)
        .collect();
    let up = of_family
        .iter()
        .filter(|endpoint| endpoint.secured())
        .count();
    let labels = || {
        vec![
            ("side", side.word().to_owned()),
            ("family", if v6 { "ipv6" } else { "ipv4" }.to_owned()),
        ]
    };
    vec![
        metric("xmpp_endpoints", of_family.len() as f64, "", labels()),
        metric("xmpp_endpoints_up", up as f64, "", labels()),
    ]
}

fn metric(name: &str, value: f64, unit: &str, labels: Vec<(&str, String)>) -> Metric {
    Metric {
        name: name.to_owned(),
        description: describe(name).to_owned(),
        value,
        unit: unit.to_owned(),
        labels: labels
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }
}

fn describe(name: &str) -> &'static str {
    match name {
        "xmpp_endpoint_up" => "Whether the endpoint accepted TCP and completed TLS.",
        "xmpp_step_duration_seconds" => "How long a step of the endpoint's probe took.",
        "xmpp_stream_features" => "How many stream features were offered under TLS.",
        "xmpp_tls_certificate_not_after_timestamp_seconds" => {
            "End of the certificate's validity, seconds since 1970-01-01T00:00:00Z."
        }
        "xmpp_tls_certificate_remaining_seconds" => {
            "How long the certificate was still valid when it was seen."
        }
        "xmpp_tls_chain_valid" => "Whether the certificate chain leads to a trusted root.",
        "xmpp_endpoints" => "How many endpoints were probed.",
        "xmpp_endpoints_up" => "How many endpoints completed TLS.",
        "xmpp_rule_status" => {
            "The worst status of a rule: 0 unknown, 1 ok, 2 info, 3 warn, 4 crit, 5 error."
        }
        "xmpp_status" => "The overall status: 0 unknown, 1 ok, 2 info, 3 warn, 4 crit, 5 error.",
        "xmpp_collect_duration_seconds" => "How long the collection took.",
        _ => "",
    }
}

fn seconds(micros: u64) -> f64 {
    micros as f64 / 1_000_000.0
}
