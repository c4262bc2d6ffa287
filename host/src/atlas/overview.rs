//! How the domains do: classes, statuses, causes, rules.

use std::collections::BTreeMap;

use super::chart::{Chart, Counted, Stack, Tone};
use super::number::{grouped, share};
use super::words::Words;
use crate::model::Status;
use crate::survey::Census;

/// How many causes are shown.
const CAUSES: usize = 25;
/// How many causes are looked at to find the worst.
const CANDIDATES: usize = 2_000;
/// What a rule says, the worst first.
const OF_RULES: [Status; 6] = [
    Status::Crit,
    Status::Warn,
    Status::Error,
    Status::Info,
    Status::Ok,
    Status::Unknown,
];
/// How bad a cause is.
const OF_CAUSES: [Status; 3] = [Status::Crit, Status::Warn, Status::Error];

pub(super) fn charts(census: &Census, words: &Words) -> Vec<Chart> {
    let checked = census.records.saturating_sub(census.refused);
    vec![
        classes(census, words, checked),
        statuses(census, checked),
        causes(census, checked),
        rules(census, words),
    ]
}

fn classes(census: &Census, words: &Words, checked: u64) -> Chart {
    let known = words.classes();
    let rank = |class: &str| known.iter().position(|(name, _)| name == class);
    let mut all: Vec<(&String, u64)> = census
        .classes
        .iter()
        .filter(|(class, _)| !class.is_empty())
        .map(|(class, taken)| (class, taken.count))
        .collect();
    all.sort_by_key(|(class, _)| rank(class).unwrap_or(usize::MAX));
    let counted: Vec<Counted> = all
        .iter()
        .map(|(class, count)| Counted::plain(class.as_str(), *count))
        .collect();
    let about = "What each domain is, in one word.";
    let mut chart = Chart::bars("Classes", about, "Class", checked, &counted);
    let meaning = |class: &str| known.iter().find(|(name, _)| name == class);
    if !known.is_empty() {
        chart.table.head.push("Meaning".to_owned());
        for ((class, _), row) in all.iter().zip(&mut chart.table.rows) {
            row.push(
                meaning(class)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default(),
            );
        }
    }
    chart
}

fn statuses(census: &Census, checked: u64) -> Chart {
    let all: Vec<Counted> = census
        .statuses
        .iter()
        .rev()
        .map(|(status, count)| Counted {
            label: status.word().to_owned(),
            count: *count,
            tone: Tone::Status(*status),
        })
        .collect();
    let about = "The worst finding about each domain.";
    Chart::bars("Status", about, "Status", checked, &all)
}

fn causes(census: &Census, checked: u64) -> Chart {
    let candidates = census.causes.top(CANDIDATES);
    let mut all: Vec<(&str, u64, u64, u64)> = candidates
        .into_iter()
        .map(|(cause, count)| {
            let critical = census.critical.of(cause);
            let unchecked = census.unchecked.of(cause);
            (cause, count, critical, unchecked)
        })
        .collect();
    // What breaks most is the worst; of what breaks nothing, what is most common.
    all.sort_by_key(|(_, count, critical, _)| std::cmp::Reverse((*critical, *count)));
    let kinds = all.len();
    let most = all
        .iter()
        .map(|(_, count, ..)| *count)
        .max()
        .unwrap_or_default();
    let stacks: Vec<Stack> = all
        .into_iter()
        .take(CAUSES)
        .map(|(cause, count, critical, unchecked)| Stack {
            label: cause.to_owned(),
            value: format!("{} · {}", grouped(count), share(count, checked)),
            counts: vec![
                (Status::Crit, critical),
                (Status::Error, unchecked),
                (
                    Status::Warn,
                    count.saturating_sub(critical).saturating_sub(unchecked),
                ),
            ],
            whole: most,
        })
        .collect();
    let about = "What is wrong, at how many domains: what breaks most comes first. \
                 The longest bar is the most common cause.";
    let mut chart = Chart::stacks("Worst causes", about, "Cause", &OF_CAUSES, &stacks);
    if kinds > CAUSES {
        chart.note = format!("{} more causes are not shown.", kinds - CAUSES);
    }
    chart
}

fn rules(census: &Census, words: &Words) -> Chart {
    let stack = |(column, counts): (&String, &BTreeMap<Status, u64>)| {
        let whole: u64 = counts.values().sum();
        let bad: u64 = [Status::Crit, Status::Warn]
            .iter()
            .filter_map(|status| counts.get(status))
            .sum();
        Stack {
            label: words.rule(column).to_owned(),
            value: format!("{} with faults", share(bad, whole)),
            counts: counts
                .iter()
                .map(|(status, count)| (*status, *count))
                .collect(),
            whole,
        }
    };
    let stacks: Vec<Stack> = census.rules.iter().map(stack).collect();
    let about = "What each rule says, over all domains that it was asked about.";
    Chart::stacks("Rules", about, "Rule", &OF_RULES, &stacks)
}
