//! What a survey closes with.

use std::cmp::Reverse;
use std::fmt::Write;
use std::time::Duration;

use crate::survey::Summary;

/// How many problems are listed.
const SHOWN: usize = 12;

/// The summary for a terminal.
pub(super) fn render(summary: &Summary, wanted: usize, done: usize, took: Duration) -> String {
    let total = summary.total();
    let seconds = took.as_secs_f64();
    let mut text = format!(
        "{total} of {wanted} domains in {seconds:.1} s, {:.1} a second, {:.0} ms of processor time \
         each\n",
        total as f64 / seconds.max(0.001),
        summary.processor_time.as_secs_f64() * 1000.0 / (total.max(1) as f64),
    );
    if done > 0 {
        let _ = writeln!(text, "{done} were in the output already");
    }
    if total < wanted {
        let left = wanted - total;
        let _ = writeln!(text, "{left} were not checked; --resume goes on");
    }
    text.push('\n');
    for (status, count) in summary.statuses.iter().rev() {
        let _ = writeln!(
            text,
            "  {:8} {count:>8} {}",
            status.word(),
            share(*count, total)
        );
    }
    if summary.refused > 0 {
        let _ = writeln!(
            text,
            "  {:8} {:>8} (not a domain)",
            "refused", summary.refused
        );
    }
    if !summary.problems.is_empty() {
        text.push_str("\nMost frequent problems\n");
        let mut problems: Vec<(&String, &usize)> = summary.problems.iter().collect();
        problems.sort_by_key(|(code, count)| (Reverse(**count), *code));
        for (code, count) in problems.into_iter().take(SHOWN) {
            let _ = writeln!(text, "  {count:>8} {} {code}", share(*count, total));
        }
    }
    text
}

fn share(count: usize, total: usize) -> String {
    format!("{:>5.1} %", count as f64 * 100.0 / (total.max(1) as f64))
}
