//! What a survey found, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use super::record::{Record, causes};
use super::surveyed::Surveyed;
use crate::model::Status;

/// What a survey found, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many have this overall status.
    pub statuses: BTreeMap<Status, usize>,
    /// How many are of this class; those without one are left out.
    pub classes: BTreeMap<String, usize>,
    /// How many have a problem (warn or worse) of this cause, whatever it is
    /// about.
    pub causes: BTreeMap<String, usize>,
    /// How many could not be checked at all.
    pub refused: usize,
    /// The processor time of all calls.
    pub processor_time: Duration,
}

impl Tally {
    /// How many there were.
    pub fn total(&self) -> usize {
        self.statuses.values().sum::<usize>() + self.refused
    }

    /// Counts what a line says.
    pub fn add(&mut self, record: &Record) {
        match record.error {
            Some(_) => self.refused += 1,
            None => self.sort(record.status, &record.class, &record.causes),
        }
    }

    /// Counts a result, with the processor time that it took.
    pub fn count(&mut self, surveyed: &Surveyed) {
        self.processor_time += surveyed.processor_time;
        match &surveyed.result {
            Err(_) => self.refused += 1,
            Ok(outcome) => {
                let summary = &outcome.summary;
                self.sort(outcome.status, &summary.class, &causes(&summary.problems));
            }
        }
    }

    /// Counts what another has counted.
    pub fn merge(&mut self, other: &Self) {
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        for (all, some) in [
            (&mut self.classes, &other.classes),
            (&mut self.causes, &other.causes),
        ] {
            for (name, count) in some {
                increase(all, name, *count);
            }
        }
        self.refused += other.refused;
        self.processor_time += other.processor_time;
    }

    fn sort(&mut self, status: Status, class: &str, causes: &BTreeMap<String, Status>) {
        *self.statuses.entry(status).or_default() += 1;
        if !class.is_empty() {
            increase(&mut self.classes, class, 1);
        }
        for cause in causes.keys() {
            increase(&mut self.causes, cause, 1);
        }
    }
}

fn increase(counts: &mut BTreeMap<String, usize>, name: &str, by: usize) {
    match counts.get_mut(name) {
        Some(count) => *count += by,
        None => {
            counts.insert(name.to_owned(), by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(status: Status, class: &str, causes: &[&str]) -> Record {
        Record {
            status,
            class: class.into(),
            causes: causes
                .iter()
                .map(|cause| ((*cause).to_owned(), Status::Warn))
                .collect(),
            ..Record::default()
        }
    }

    #[test]
    fn two_parts_count_as_the_whole_does() {
        let records = [
            record(Status::Crit, "broken", &["a", "b"]),
            record(Status::Ok, "sound", &[]),
            record(Status::Crit, "", &["a"]),
            Record {
                error: Some("why".into()),
                status: Status::Error,
                ..Record::default()
            },
        ];
        let tally = |records: &[Record]| {
            let mut tally = Tally::default();
            records.iter().for_each(|record| tally.add(record));
            tally
        };
        let whole = tally(&records);
        let mut parts = tally(&records[..1]);
        parts.merge(&tally(&records[1..]));
        assert_eq!(parts, whole);
        assert_eq!((whole.total(), whole.refused), (4, 1));
        assert_eq!(whole.statuses[&Status::Crit], 2);
        assert_eq!(whole.classes.len(), 2);
        assert_eq!(
            whole.causes,
            [("a".to_owned(), 2), ("b".to_owned(), 1)].into()
        );
    }
}
