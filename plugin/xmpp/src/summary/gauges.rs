//! The few numbers worth a place in the line of a monitoring system.

use checker_kit::checker::Gauge;

use crate::case::Case;
use crate::observation::Endpoint;

/// All gauges.
pub(super) fn gauges(case: &Case) -> Vec<Gauge> {
    let endpoints: Vec<&Endpoint> = case
        .observation
        .endpoints
        .iter()
        .filter(|endpoint| case.mode.covers(endpoint.side))
        .collect();
    let up = endpoints
        .iter()
        .filter(|endpoint| endpoint.secured())
        .count();
    let mut gauges = vec![
        number("endpoints", endpoints.len() as f64, None),
        number("endpoints_up", up as f64, Some(endpoints.len() as f64)),
    ];
    // Of the certificate that ends first.
    let ends = endpoints
        .iter()
        .filter_map(|endpoint| endpoint.last().tls.as_ref()?.certificate.as_ref())
        .map(|certificate| certificate.not_after);
    gauges.extend(ends.min().map(|end| Gauge {
        name: "certificate_remaining".to_owned(),
        value: end.saturating_sub(case.judged_at) as f64,
        unit: "s".to_owned(),
        min: None,
        max: None,
    }));
    gauges
}

fn number(name: &str, value: f64, max: Option<f64>) -> Gauge {
    Gauge {
        name: name.to_owned(),
        value,
        unit: String::new(),
        min: Some(0.0),
        max,
    }
}
