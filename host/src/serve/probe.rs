//! `/probe`: one check as metrics, for Prometheus' multi-target exporters.
//!
//! A check that cannot be made is a probe that failed, not an HTTP error: the
//! scrape itself went well.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::{IntoResponse, Response};
use prometheus::{Gauge, GaugeVec, Opts, Registry};
use serde_json::{Map, Value, json};

use super::health::Working;
use super::reply::Problem;
use super::routes::Mount;
use super::service::{seconds_since, within};
use super::telemetry::text;
use crate::model::{Audience, Definition, Metric, Status};
use crate::platform::Outcome;

/// How long Prometheus waits for this scrape.
const SCRAPE_TIMEOUT: &str = "x-prometheus-scrape-timeout-seconds";
/// What is left of that for the way back, in seconds.
const MARGIN: f64 = 0.5;
/// The share of the time that one endpoint may take: DNS comes before it and
/// the TLS checker after it.
const ENDPOINT_SHARE: f64 = 0.3;

/// `GET /probe?target=DOMAIN[&mode=…][&timeout=…]`.
pub(super) async fn probe(
    State(mount): State<Mount>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let _working = Working::begin(&mount.shared);
    let definition = &mount.member()?.definition;
    let budget = budget(&headers, mount.shared.settings.request_deadline);
    let options = options(definition, &query, budget)?;
    let started = Instant::now();
    let run = mount
        .shared
        .check(&mount.id, options)
        .inspect_err(|_| mount.shared.telemetry.rejected())?;
    let registry = match within(budget, run.result()).await {
        Ok(Some(result)) => match result.as_ref() {
            Ok(outcome) => described(Some(outcome), started),
            Err(error) => return Err(Problem::Request(error.to_string())),
        },
        Ok(None) => return Err(Problem::Broken),
        // Dropping the run cancels it, unless others wait for it.
        Err(_) => described(None, started),
    };
    let registry = registry.map_err(|error| Problem::Request(error.to_string()))?;
    Ok(text(&registry).into_response())
}

/// `GET /targets?target=DOMAIN,DOMAIN,…`: Prometheus' HTTP service discovery,
/// so that a list of domains is all its configuration has to hold.
pub(super) async fn targets(
    State(mount): State<Mount>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.ok_or_else(|| Problem::Request("the request names no host".into()))?;
    let domains = query.get("target").map_or("", String::as_str);
    let groups = domains
        .split(',')
        .map(str::trim)
        .filter(|domain| !domain.is_empty())
        .map(|domain| {
            json!({
                "targets": [host],
                "labels": {
                    "__metrics_path__": format!("{}/probe", mount.prefix),
                    "__param_target": domain,
                    "instance": domain,
                },
            })
        });
    Ok(Json(groups.collect()))
}

/// How long the answer may take.
fn budget(headers: &HeaderMap, deadline: Duration) -> Duration {
    let scrape = headers
        .get(SCRAPE_TIMEOUT)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<f64>().ok())
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0);
    match scrape {
        Some(seconds) => {
            let seconds = (seconds - MARGIN).max(seconds / 2.0);
            deadline.min(Duration::try_from_secs_f64(seconds).unwrap_or(deadline))
        }
        None => deadline,
    }
}

/// The options of the check: `target` fills the option that takes the domain,
/// the others go by their names. What only administrators may set is not for
/// those who ask.
fn options(
    definition: &Definition,
    query: &BTreeMap<String, String>,
    budget: Duration,
) -> Result<Value, Problem> {
    let fields = &definition.options;
    let target = fields.iter().find(|field| field.auto_fill == "domain_name");
    let Some(target) = target else {
        return Err(Problem::NotOffered("a probe: it takes no domain"));
    };
    let Some(domain) = query.get("target").filter(|target| !target.is_empty()) else {
        return Err(Problem::Request(
            "name a domain: /probe?target=example.org".into(),
        ));
    };
    let mut options = Map::new();
    options.insert(target.id.clone(), json!(domain));
    let free = fields
        .iter()
        .filter(|field| field.id != target.id && field.audience != Audience::Admin);
    for field in free {
        if let Some(value) = query.get(&field.id).filter(|value| !value.is_empty()) {
            options.insert(field.id.clone(), json!(value));
        }
    }
    // Endpoints that do not answer must not use up the scrape's time.
    if !options.contains_key("timeout") && fields.iter().any(|field| field.id == "timeout") {
        let seconds = (budget.as_secs_f64() * ENDPOINT_SHARE).clamp(1.0, 10.0);
        options.insert("timeout".into(), json!((seconds * 10.0).floor() / 10.0));
    }
    Ok(Value::Object(options))
}

fn described(outcome: Option<&Outcome>, started: Instant) -> prometheus::Result<Registry> {
    let registry = Registry::new();
    let gauge = |name: &str, help: &str, value: f64| {
        let gauge = Gauge::new(name, help)?;
        gauge.set(value);
        registry.register(Box::new(gauge))
    };
    let success = outcome
        .is_some_and(|outcome| matches!(outcome.status, Status::Ok | Status::Info | Status::Warn));
    gauge(
        "probe_success",
        "Whether the check was made and nothing is broken now (worst status warn).",
        f64::from(u8::from(success)),
    )?;
    gauge(
        "probe_duration_seconds",
        "How long the probe took.",
        seconds_since(started),
    )?;
    gauge(
        "probe_timed_out",
        "Whether the check was given up because the scrape's time was over.",
        f64::from(u8::from(outcome.is_none())),
    )?;
    let metrics = outcome.map_or(&[][..], |outcome| &outcome.metrics);
    let mut families: BTreeMap<&str, Vec<&Metric>> = BTreeMap::new();
    for metric in metrics {
        families.entry(&metric.name).or_default().push(metric);
    }
    for (name, metrics) in families {
        add_family(&registry, name, &metrics)?;
    }
    Ok(registry)
}

/// One family. A component's word is not taken for it that names are valid or
/// that a label set comes once: what does not fit is left out.
fn add_family(registry: &Registry, name: &str, metrics: &[&Metric]) -> prometheus::Result<()> {
    let labels: BTreeSet<&str> = metrics
        .iter()
        .flat_map(|metric| metric.labels.keys().map(String::as_str))
        .collect();
    let labels: Vec<&str> = labels.into_iter().collect();
    let help = metrics
        .iter()
        .map(|metric| metric.description.as_str())
        .find(|text| !text.is_empty())
        .unwrap_or("Undocumented.");
    let Ok(family) = GaugeVec::new(Opts::new(name, help), &labels) else {
        return Ok(());
    };
    for metric in metrics {
        let values: Vec<&str> = labels
            .iter()
            .map(|label| metric.labels.get(*label).map_or("", String::as_str))
            .collect();
        family.with_label_values(&values).set(metric.value);
    }
    registry.register(Box::new(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(seconds: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(SCRAPE_TIMEOUT, seconds.parse().unwrap());
        headers
    }

    #[test]
    fn the_answer_comes_before_prometheus_gives_up() {
        let deadline = Duration::from_secs(115);
        assert_eq!(
            budget(&headers("10"), deadline),
            Duration::from_millis(9_500)
        );
        assert_eq!(
            budget(&headers("0.6"), deadline),
            Duration::from_millis(300)
        );
        for text in ["nan", "-1", "x", "1e99"] {
            assert_eq!(budget(&headers(text), deadline), deadline, "{text}");
        }
        assert_eq!(budget(&HeaderMap::new(), deadline), deadline);
    }
}
