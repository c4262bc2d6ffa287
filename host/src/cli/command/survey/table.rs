//! What a survey closes with.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use super::earlier::Earlier;
use crate::survey::Tally;

/// How many causes are listed.
const SHOWN: usize = 12;

/// What the tally does not know of the run.
pub(super) struct Finished {
    /// How many domains were to be checked.
    pub(super) wanted: usize,
    /// How long it took.
    pub(super) took: Duration,
    /// What the output had already.
    pub(super) earlier: Earlier,
}

/// The summary for a terminal: of the run, and of the whole output.
pub(super) fn render(tally: &Tally, run: &Finished) -> String {
    let total = tally.total();
    let seconds = run.took.as_secs_f64();
    let mut text = format!(
        "{total} of {} domains in {seconds:.1} s, {:.1} a second",
        run.wanted,
        total as f64 / seconds.max(0.001),
    );
    // It is not known of checks that were made elsewhere.
    if !tally.processor_time.is_zero() {
        let each = tally.processor_time.as_secs_f64() * 1000.0 / (total.max(1) as f64);
        let _ = write!(text, ", {each:.0} ms of processor time each");
    }
    text.push('\n');
    if run.earlier.known > 0 {
        let _ = writeln!(text, "{} were in the output already", run.earlier.known);
    }
    if total < run.wanted {
        let left = run.wanted - total;
        let _ = writeln!(text, "{left} were not checked; --resume goes on");
    }
    let mut whole = tally.clone();
    whole.merge(&run.earlier.tally);
    let (tally, total) = (&whole, whole.total());
    if run.earlier.tally.total() > 0 {
        let _ = writeln!(text, "\nAll {total} lines of the output");
    }
    // What a domain is comes before how it does: most of an ordinary list offer
    // nothing that could be good or bad.
    list(&mut text, "Classes", &tally.classes, total);
    text.push_str("\nStatus\n");
    for (status, count) in tally.statuses.iter().rev() {
        let _ = writeln!(
            text,
            "  {:8} {count:>8} {}",
            status.word(),
            share(*count, total)
        );
    }
    if tally.refused > 0 {
        let _ = writeln!(
            text,
            "  {:8} {:>8} (not a domain)",
            "refused", tally.refused
        );
    }
    list(&mut text, "Most frequent problems", &tally.causes, total);
    text
}

/// The most frequent first.
fn list(text: &mut String, title: &str, counts: &BTreeMap<String, usize>, total: usize) {
    if counts.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    let mut counts: Vec<(&String, &usize)> = counts.iter().collect();
    counts.sort_by_key(|(name, count)| (Reverse(**count), *name));
    for (name, count) in counts.into_iter().take(SHOWN) {
        let _ = writeln!(text, "  {count:>8} {} {name}", share(*count, total));
    }
}

fn share(count: usize, total: usize) -> String {
    format!("{:>5.1} %", count as f64 * 100.0 / (total.max(1) as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    #[test]
    fn the_most_frequent_comes_first_and_what_is_left_is_said() {
        let tally = Tally {
            statuses: [(Status::Ok, 1), (Status::Crit, 2)].into(),
            classes: [("sound".to_owned(), 1), ("broken".to_owned(), 2)].into(),
            causes: [
                ("a".to_owned(), 1),
                ("b".to_owned(), 2),
                ("c".to_owned(), 1),
            ]
            .into(),
            refused: 1,
            processor_time: Duration::from_millis(40),
        };
        let mut earlier = Earlier {
            known: 3,
            tally: Tally::default(),
        };
        earlier.tally.statuses.insert(Status::Ok, 3);
        earlier.tally.classes.insert("sound".to_owned(), 3);
        earlier.tally.causes.insert("c".to_owned(), 2);
        let run = Finished {
            wanted: 8,
            took: Duration::from_secs(2),
            earlier,
        };
        let text = render(&tally, &run);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..5],
            [
                "4 of 8 domains in 2.0 s, 2.0 a second, 10 ms of processor time each",
                "3 were in the output already",
                "4 were not checked; --resume goes on",
                "",
                "All 7 lines of the output",
            ]
        );
        let order: Vec<&str> = lines[5..]
            .iter()
            .filter_map(|line| line.split_whitespace().next_back())
            .filter(|word| *word != "%")
            .collect();
        assert_eq!(
            order,
            [
                "Classes", "sound", "broken", "Status", "domain)", "problems", "c", "b", "a"
            ]
        );
    }
}
