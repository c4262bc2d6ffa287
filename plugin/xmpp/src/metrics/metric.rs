//! One metric.

use checker_kit::contract::Metric;

/// A label: name and value.
pub(super) type Label = (&'static str, String);

/// A metric with the description and unit that its name has.
pub(super) fn metric(name: &str, value: f64, labels: &[Label]) -> Metric {
    Metric {
        name: name.to_owned(),
        description: describe(name).to_owned(),
        value,
        unit: unit(name).to_owned(),
        labels: labels
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}

/// Seconds from microseconds.
pub(super) fn seconds(micros: u64) -> f64 {
    micros as f64 / 1_000_000.0
}

/// `1` or `0`.
pub(super) fn truth(value: bool) -> f64 {
    f64::from(u8::from(value))
}

/// Prometheus asks for the base unit as a suffix.
fn unit(name: &str) -> &'static str {
    match name.ends_with("_seconds") {
        true => "seconds",
        false => "",
    }
}

fn describe(name: &str) -> &'static str {
    match name {
        "xmpp_endpoint_up" => "Whether the endpoint accepted TCP and completed TLS.",
        "xmpp_step_duration_seconds" => "How long a step of the endpoint's probe took.",
        "xmpp_stream_features" => "How many stream features were offered under TLS.",
        "xmpp_tls_certificate_not_before_timestamp_seconds" => {
            "Start of the certificate's validity, seconds since 1970-01-01T00:00:00Z."
        }
        "xmpp_tls_certificate_not_after_timestamp_seconds" => {
            "End of the certificate's validity, seconds since 1970-01-01T00:00:00Z."
        }
        "xmpp_tls_certificate_remaining_seconds" => {
            "How long the certificate is still valid at the moment of judgement."
        }
        "xmpp_tls_chain_valid" => "Whether the certificate chain leads to a trusted root.",
        "xmpp_endpoints" => "How many endpoints were probed.",
        "xmpp_endpoints_up" => "How many endpoints completed TLS.",
        "xmpp_rule_status" => {
            "The worst status of a rule: 0 unknown, 1 ok, 2 info, 3 warn, 4 crit, 5 error."
        }
        "xmpp_status" => "The overall status: 0 unknown, 1 ok, 2 info, 3 warn, 4 crit, 5 error.",
        "xmpp_collect_duration_seconds" => "How long discovery and collection took.",
        _ => "",
    }
}
