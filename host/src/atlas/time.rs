//! What the survey took.

use super::chart::Chart;
use super::facts::ranges;
use super::number::{duration, grouped};
use crate::survey::Census;

pub(super) fn charts(census: &Census) -> Vec<Chart> {
    let all = ranges(&census.durations_ms, |upper| duration(upper as f64));
    let about = "How long the check of a domain took, up to.";
    let mut chart = Chart::histogram("Time spent", about, "Up to", &all);
    let checks = census.durations_ms.count();
    if checks > 0 {
        let sum = census.durations_ms.sum();
        chart.note = format!(
            "{} checks took {} together, {} each.",
            grouped(checks),
            duration(sum),
            duration(sum / checks as f64)
        );
    }
    for (class, taken) in &census.classes {
        if taken.count > 0 && !class.is_empty() {
            let each = taken.sum_ms as f64 / taken.count as f64;
            chart
                .note
                .push_str(&format!(" {class}: {} each.", duration(each)));
        }
    }
    vec![chart]
}
