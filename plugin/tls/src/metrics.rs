//! What was seen, in numbers.

use checker_kit::contract::Metric;

use crate::case::{Address, Case, Endpoint, Shown};

/// The measured values. Both dates of a certificate are there, so that an
/// alert can follow its lifetime as the rule does.
pub fn metrics(case: &Case) -> Vec<Metric> {
    let spoken = case
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.is_spoken());
    spoken
        .flat_map(|endpoint| of_endpoint(endpoint, case.judged_at))
        .collect()
}

/// Those of each address, all with the labels that tell it apart. Where there is
/// no address there is one of the endpoint: that it is not up.
fn of_endpoint(endpoint: &Endpoint, judged_at: i64) -> Vec<Metric> {
    let up = |address: Option<&Address>| {
        truth(
            endpoint,
            address.map(|address| address.address.to_string()),
            "tls_endpoint_up",
            "Whether a TLS handshake was completed.",
            address.is_some_and(|address| address.agreed.is_some()),
        )
    };
    if endpoint.addresses.is_empty() {
        return vec![up(None)];
    }
    let addresses = endpoint.addresses.iter();
    addresses
        .flat_map(|address| {
            let place = Some(address.address.to_string());
            let certificate = address.shown.iter();
            let certificate = certificate
                .flat_map(move |shown| of_certificate(endpoint, place.clone(), shown, judged_at));
            std::iter::once(up(Some(address))).chain(certificate)
        })
        .collect()
}

fn of_certificate(
    endpoint: &Endpoint,
    place: Option<String>,
    shown: &Shown,
    judged_at: i64,
) -> Vec<Metric> {
    let place = || place.clone();
    let chain = shown.chain_valid(judged_at).map(|valid| {
        truth(
            endpoint,
            place(),
            "tls_endpoint_chain_valid",
            "Whether the certificate chain leads to a trusted root.",
            valid,
        )
    });
    let name = truth(
        endpoint,
        place(),
        "tls_endpoint_hostname_match",
        "Whether the certificate is for the endpoint's name.",
        shown.names_endpoint,
    );
    let begin = moment(
        endpoint,
        place(),
        "tls_certificate_not_before_timestamp_seconds",
        "Start of the certificate's validity, since 1970-01-01T00:00:00Z.",
        shown.leaf.not_before,
    );
    let end = moment(
        endpoint,
        place(),
        "tls_certificate_not_after_timestamp_seconds",
        "End of the certificate's validity, since 1970-01-01T00:00:00Z.",
        shown.leaf.not_after,
    );
    chain.into_iter().chain([name, begin, end]).collect()
}

fn truth(
    endpoint: &Endpoint,
    address: Option<String>,
    name: &str,
    description: &str,
    value: bool,
) -> Metric {
    metric(
        endpoint,
        address,
        name,
        description,
        f64::from(u8::from(value)),
        "",
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "dates of certificates are far below 2^53 seconds"
)]
fn moment(
    endpoint: &Endpoint,
    address: Option<String>,
    name: &str,
    description: &str,
    seconds: i64,
) -> Metric {
    metric(
        endpoint,
        address,
        name,
        description,
        seconds as f64,
        "seconds",
    )
}

fn metric(
    endpoint: &Endpoint,
    address: Option<String>,
    name: &str,
    description: &str,
    value: f64,
    unit: &str,
) -> Metric {
    let mut labels = vec![
        ("ref".to_owned(), endpoint.r#ref.clone()),
        ("endpoint".to_owned(), endpoint.entry.label()),
    ];
    labels.extend(address.map(|address| ("address".to_owned(), address)));
    Metric {
        name: name.to_owned(),
        description: description.to_owned(),
        value,
        unit: unit.to_owned(),
        labels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Lab, NOW, V4, refused, unspoken};

    fn values(lab: &Lab) -> Vec<(String, f64)> {
        let metrics = metrics(&lab.case()).into_iter();
        metrics.map(|metric| (metric.name, metric.value)).collect()
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "dates are small numbers")]
    fn a_certificate_has_both_its_dates() {
        let day = |offset: i64| (NOW + offset * 86_400) as f64;
        let expected = [
            ("tls_endpoint_up", 1.0),
            ("tls_endpoint_chain_valid", 1.0),
            ("tls_endpoint_hostname_match", 1.0),
            ("tls_certificate_not_before_timestamp_seconds", day(-30)),
            ("tls_certificate_not_after_timestamp_seconds", day(60)),
        ];
        let expected: Vec<(String, f64)> = expected
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        assert_eq!(values(&Lab::sound()), expected);
    }

    #[test]
    fn an_endpoint_without_a_handshake_is_down() {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![refused(V4)];
        assert_eq!(values(&lab), [("tls_endpoint_up".to_owned(), 0.0)]);
    }

    #[test]
    fn all_metrics_of_an_address_have_the_same_labels() {
        for metric in metrics(&Lab::sound().case()) {
            let labels: Vec<&str> = metric
                .labels
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            assert_eq!(labels, ["ref", "endpoint", "address"], "{}", metric.name);
        }
    }

    #[test]
    fn an_endpoint_without_an_address_is_down() {
        let mut lab = Lab::sound();
        lab.only().addresses.clear();
        assert_eq!(values(&lab), [("tls_endpoint_up".to_owned(), 0.0)]);
    }

    #[test]
    fn what_was_not_looked_at_is_not_measured() {
        let mut lab = Lab::sound();
        *lab.only() = unspoken();
        assert_eq!(values(&lab), []);
    }
}
