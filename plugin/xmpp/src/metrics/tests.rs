use super::*;
use crate::related::TlsFindings;
use crate::testing::{DAY, V4, port, refuse, sound};
use checker_kit::contract::{Related, Status};
use checker_kit::state::Finding;

fn values(metrics: &[Metric], name: &str) -> Vec<f64> {
    let of_name = metrics.iter().filter(|metric| metric.name == name);
    of_name.map(|metric| metric.value).collect()
}

/// The case with a sibling's report on one target at one address.
fn reported() -> Case {
    let mut case = sound();
    let data = format!(
        r#"{{"probes":{{"{}":{{"addresses":[{{"address":"{V4}","chain_valid":false}}]}}}}}}"#,
        case.observation.targets[0].r#ref
    );
    let related = Related {
        checker: "tls".into(),
        key: "tls_probes".into(),
        data,
        collected_at: 0,
        ref_: String::new(),
    };
    case.tls = TlsFindings::read(&case.observation, &[related]);
    case
}

#[test]
fn all_metrics_of_an_endpoint_have_the_same_labels() {
    let case = reported();
    let all = metrics(&case, &[]);
    let names = [
        "xmpp_endpoint_up",
        "xmpp_step_duration_seconds",
        "xmpp_stream_features",
        "xmpp_tls_certificate_not_before_timestamp_seconds",
        "xmpp_tls_certificate_not_after_timestamp_seconds",
        "xmpp_tls_certificate_remaining_seconds",
        "xmpp_tls_chain_valid",
    ];
    for name in names {
        let of_name: Vec<&Metric> = all.iter().filter(|metric| metric.name == name).collect();
        assert!(!of_name.is_empty(), "{name}");
        for metric in of_name {
            let labels = metric.labels.iter().map(|(name, _)| name.as_str());
            let labels: Vec<&str> = labels.filter(|name| *name != "step").collect();
            assert_eq!(labels, ["address", "port", "side", "service"], "{name}");
        }
    }
    assert_eq!(values(&all, "xmpp_tls_chain_valid"), [0.0]);
}

#[test]
fn every_metric_has_words_and_its_unit_as_suffix() {
    let state = State::from(Finding::new(Status::Ok, "a.rule", "fine", "Fine."));
    for metric in metrics(&reported(), &[state]) {
        assert!(!metric.description.is_empty(), "{}", metric.name);
        assert_eq!(metric.unit == "seconds", metric.name.ends_with("_seconds"));
        assert!(metric.value.is_finite(), "{}", metric.name);
    }
}

#[test]
fn the_time_left_of_a_certificate_is_that_at_the_moment_of_judgement() {
    let mut case = sound();
    case.judged_at += 10 * DAY;
    let left = values(
        &metrics(&case, &[]),
        "xmpp_tls_certificate_remaining_seconds",
    );
    assert!(!left.is_empty());
    assert!(
        left.iter().all(|seconds| *seconds == (50 * DAY) as f64),
        "{left:?}"
    );
}

#[test]
fn a_dead_endpoint_counts_and_is_not_up() {
    let mut case = sound();
    crate::testing::change(&mut case, port(5222), refuse);
    let all = metrics(&case, &[]);
    let count = |name| values(&all, name).iter().sum::<f64>();
    assert_eq!(count("xmpp_endpoints"), 8.0);
    assert_eq!(count("xmpp_endpoints_up"), 6.0);
    assert_eq!(count("xmpp_endpoint_up"), 6.0);
}

#[test]
fn broken_is_worse_than_not_checked() {
    let state = |status, rule| State::from(Finding::new(status, rule, "x", "X."));
    let states = [
        state(Status::Error, "a.rule"),
        state(Status::Crit, "a.rule"),
        state(Status::Ok, "b.rule"),
    ];
    let all = metrics(&sound(), &states);
    assert_eq!(values(&all, "xmpp_rule_status"), [4.0, 1.0]);
    assert_eq!(values(&all, "xmpp_status"), [4.0]);
}

#[test]
fn the_same_thing_is_the_same_series_whatever_its_status() {
    let series = |status| {
        let state = State::from(Finding::new(status, "a.rule", "x", "X."));
        let all = metrics(&sound(), &[state]).into_iter();
        all.map(|metric| (metric.name, metric.labels))
            .collect::<Vec<_>>()
    };
    assert_eq!(series(Status::Ok), series(Status::Crit));
}
