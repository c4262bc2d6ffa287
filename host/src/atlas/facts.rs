//! What the checker says is worth counting, by what kind of fact it is.

use super::chart::{Chart, Counted, Tone};
use super::number::{duration, grouped, share};
use super::words::{Words, heading};
use crate::model::Status;
use crate::survey::{Census, Fact, Scale};

/// How many words are shown of a fact.
const SHOWN: usize = 20;
/// From so many different words on it is said how many domains the first have.
const MANY: usize = 30;
/// Of how many of the first that is said.
const FIRST: [usize; 3] = [1, 10, 100];

pub(super) fn charts(census: &Census, words: &Words) -> Vec<Chart> {
    let mut charts = vec![truths(census, words)];
    for (name, fact) in &census.facts {
        charts.push(moments(name, fact, words));
        charts.push(names(name, fact, words));
        charts.push(numbers(name, fact, words));
    }
    charts
}

/// All that are true or false, in one.
fn truths(census: &Census, words: &Words) -> Chart {
    let all: Vec<(&String, &Fact)> = census
        .facts
        .iter()
        .filter(|(_, fact)| fact.yes + fact.no > 0)
        .collect();
    let about = "Of the domains about which it is known.";
    let mut chart = Chart::bars("Yes or no", about, "Fact", 0, &[]);
    chart.table.head = ["Fact", "Yes", "No", "Share", "Meaning"]
        .map(str::to_owned)
        .into();
    for (name, fact) in all {
        let known = fact.yes + fact.no;
        let of_known = share(fact.yes, known);
        chart.bar(
            &heading(name),
            format!("{of_known} of {}", grouped(known)),
            &[(Tone::Plain, fact.yes)],
            known,
        );
        chart.table.rows.push(vec![
            heading(name),
            grouped(fact.yes),
            grouped(fact.no),
            of_known,
            words.fact(name).to_owned(),
        ]);
    }
    chart
}

/// How long something is still valid.
fn moments(name: &str, fact: &Fact, words: &Words) -> Chart {
    let mut begin = None;
    let all: Vec<Counted> = match fact.days.count() {
        0 => Vec::new(),
        _ => fact
            .days
            .counts()
            .into_iter()
            .map(|(end, count)| {
                let counted = Counted {
                    label: match (begin, end) {
                        (None, _) => "over".to_owned(),
                        (Some(begin), Some(end)) => format!("{begin}–{end}"),
                        (Some(begin), None) => format!("{begin}+"),
                    },
                    count,
                    tone: match end {
                        Some(0) => Tone::Status(Status::Crit),
                        Some(7 | 14) => Tone::Status(Status::Warn),
                        _ => Tone::Plain,
                    },
                };
                begin = end;
                counted
            })
            .collect(),
    };
    let about = format!("{} In days from the check until then.", words.fact(name));
    Chart::histogram(&heading(name), about.trim(), "Days", &all)
}

fn names(name: &str, fact: &Fact, words: &Words) -> Chart {
    let all: Vec<Counted> = fact
        .words
        .top(SHOWN)
        .into_iter()
        .map(|(word, count)| Counted::plain(word, count))
        .collect();
    let mut chart = Chart::bars(
        &heading(name),
        words.fact(name),
        "Value",
        fact.present,
        &all,
    );
    if chart.is_empty() {
        return chart;
    }
    let mut notes = vec![format!("Of {} domains.", grouped(fact.present))];
    if fact.empty > 0 {
        let (none, part) = (grouped(fact.empty), share(fact.empty, fact.present));
        notes.push(format!("{none} ({part}) have none."));
    }
    let kinds = fact.words.kinds();
    if kinds > SHOWN {
        let rest = grouped(u64::try_from(kinds - SHOWN).unwrap_or(u64::MAX));
        let more = match fact.words.lost() {
            0 => "",
            _ => "at least ",
        };
        notes.push(format!("There are {more}{rest} more."));
    }
    if kinds >= MANY {
        notes.push(concentration(fact));
    }
    match fact.words.lost() {
        0 => {}
        lost => notes.push(format!(
            "Each number may be too small by up to {}.",
            grouped(lost)
        )),
    }
    chart.note = notes.join(" ");
    chart
}

/// How much of all mentions the first have: a domain may have several.
fn concentration(fact: &Fact) -> String {
    let top = fact.words.top(usize::MAX);
    let whole: u64 = top.iter().map(|(_, count)| count).sum();
    let parts = FIRST.iter().filter(|first| **first <= top.len());
    let parts: Vec<String> = parts
        .map(|first| {
            let sum: u64 = top.iter().take(*first).map(|(_, count)| count).sum();
            format!("the first {first}: {}", share(sum, whole))
        })
        .collect();
    format!("Of all that is named, {}.", parts.join(", "))
}

fn numbers(name: &str, fact: &Fact, words: &Words) -> Chart {
    let is_time = name.ends_with("_ms");
    let all = ranges(&fact.numbers, |upper| match is_time {
        true => duration(upper as f64),
        false => grouped(upper),
    });
    // Where all are nothing there is nothing to see.
    let all = match fact.numbers.sum() > 0.0 {
        true => all,
        false => Vec::new(),
    };
    Chart::histogram(&heading(name), words.fact(name), "Up to", &all)
}

/// One column for each range.
pub(super) fn ranges(scale: &Scale, label: impl Fn(u64) -> String) -> Vec<Counted> {
    let ranges = scale.ranges();
    ranges
        .map(|(upper, count)| Counted::plain(label(upper), count))
        .collect()
}
