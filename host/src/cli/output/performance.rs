//! Performance data: numbers for the graphs of a monitoring system, in the form
//! of the Monitoring Plugins' development guidelines.

use std::time::Duration;

use crate::model::Gauge;

/// The label of the check's own duration.
const TIME: &str = "time";
/// The units that the guidelines know, of those that a gauge can have.
const UNITS: [&str; 3] = ["s", "B", "%"];

/// The duration first, then the gauges, each label once.
pub(super) fn data(duration: Duration, gauges: &[Gauge]) -> String {
    let mut data = vec![format!("{TIME}={:.3}s;;;0", duration.as_secs_f64())];
    let mut labels = vec![TIME.to_owned()];
    for gauge in gauges {
        let label = label(&gauge.name);
        // A component's word is not taken for what the contract says.
        if label.is_empty() || labels.contains(&label) || !gauge.value.is_finite() {
            continue;
        }
        data.push(format!("{label}={}", value(gauge)));
        labels.push(label);
    }
    data.join(" ")
}

fn label(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
        .collect()
}

/// `value[unit];warn;crit;min;max`, cut after the last that there is.
fn value(gauge: &Gauge) -> String {
    let unit = UNITS.iter().find(|unit| **unit == gauge.unit);
    let bound = |bound: Option<f64>| {
        let bound = bound.filter(|bound| bound.is_finite());
        bound.map(|bound| bound.to_string()).unwrap_or_default()
    };
    let value = format!(
        "{}{};;;{};{}",
        gauge.value,
        unit.unwrap_or(&""),
        bound(gauge.min),
        bound(gauge.max)
    );
    value.trim_end_matches(';').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gauge(name: &str, value: f64, unit: &str, min: Option<f64>, max: Option<f64>) -> Gauge {
        Gauge {
            name: name.into(),
            value,
            unit: unit.into(),
            min,
            max,
        }
    }

    #[test]
    fn gauges_follow_the_duration_with_their_bounds() {
        let gauges = [
            gauge("endpoints", 8.0, "", Some(0.0), None),
            gauge("endpoints_up", 6.0, "", Some(0.0), Some(8.0)),
            gauge("remaining", -86400.0, "s", None, None),
            gauge("load", 0.5, "%", None, Some(100.0)),
        ];
        assert_eq!(
            data(Duration::from_millis(1_280), &gauges),
            "time=1.280s;;;0 endpoints=8;;;0 endpoints_up=6;;;0;8 remaining=-86400s \
             load=0.5%;;;;100"
        );
    }

    #[test]
    fn what_would_break_the_line_is_left_out() {
        let gauges = [
            gauge("a b='|", 1.0, "mi|es", Some(f64::NAN), None),
            gauge("ab", 2.0, "", None, None),
            gauge("time", 3.0, "s", None, None),
            gauge("| =", 4.0, "", None, None),
            gauge("endless", f64::INFINITY, "", None, None),
            gauge("none", f64::NAN, "", None, None),
        ];
        assert_eq!(data(Duration::ZERO, &gauges), "time=0.000s;;;0 ab=1");
    }
}
