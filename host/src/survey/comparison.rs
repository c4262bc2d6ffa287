//! What became of the domains of one survey in a later one.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::record::Record;
use crate::model::Status;

/// What is known of the earlier survey: for each domain its name, and a few bytes
/// for each of its causes.
#[derive(Debug, Default)]
pub struct Comparison {
    domains: HashMap<Box<str>, Known>,
    words: Vec<String>,
    numbers: HashMap<String, u32>,
}

/// A domain of the earlier survey.
#[derive(Debug)]
struct Known {
    class: u32,
    causes: Box<[(u32, Status)]>,
    is_seen: bool,
}

/// What became of a domain. Causes are named without what they are about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// The domain.
    pub domain: String,
    /// In which of the two it is.
    pub seen: Seen,
    /// The class that it was in, or empty.
    pub class_before: String,
    /// The class that it is in, or empty.
    pub class: String,
    /// Causes that are there now and were not.
    pub new: BTreeMap<String, Status>,
    /// Causes that became graver.
    pub worse: BTreeMap<String, Status>,
    /// Causes that became less grave.
    pub better: BTreeMap<String, Status>,
    /// Causes that are not there any more, as they were.
    pub gone: BTreeMap<String, Status>,
    /// Causes that were there; whether they still are could not be found out.
    pub unseen: BTreeMap<String, Status>,
}

/// In which of two surveys a domain is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// In both.
    #[default]
    Both,
    /// Only in the earlier one.
    Before,
    /// Only in the later one.
    Now,
}

impl Comparison {
    /// Takes a record of the earlier survey; the last one of a domain counts.
    pub fn before(&mut self, record: &Record) {
        let class = self.number(&record.class);
        let causes = record.causes.iter();
        let causes = causes.map(|(cause, status)| (self.number(cause), *status));
        let known = Known {
            causes: causes.collect(),
            class,
            is_seen: false,
        };
        self.domains.insert(key(&record.domain), known);
    }

    /// What became of a domain of the later survey.
    pub fn now(&mut self, record: &Record) -> Difference {
        let mut difference = Difference {
            domain: record.domain.clone(),
            class: record.class.clone(),
            ..Difference::default()
        };
        let Some(known) = self.domains.get_mut(&key(&record.domain)) else {
            difference.seen = Seen::Now;
            difference.new.clone_from(&record.causes);
            return difference;
        };
        known.is_seen = true;
        let words = &self.words;
        let word = |number: u32| -> &str {
            let index = usize::try_from(number).unwrap_or(usize::MAX);
            words.get(index).map_or("", String::as_str)
        };
        difference.class_before = word(known.class).to_owned();
        let earlier: BTreeMap<&str, Status> = known
            .causes
            .iter()
            .map(|(cause, status)| (word(*cause), *status))
            .collect();
        difference.compare(&earlier, record);
        difference
    }

    /// The domains that were asked for by no record of the later survey, in the
    /// order of their names.
    pub fn missing(&self) -> Vec<&str> {
        let missing = self.domains.iter().filter(|(_, known)| !known.is_seen);
        let mut names: Vec<&str> = missing.map(|(name, _)| &**name).collect();
        names.sort_unstable();
        names
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }
}

impl Difference {
    fn compare(&mut self, earlier: &BTreeMap<&str, Status>, record: &Record) {
        for (cause, status) in &record.causes {
            let changed = match earlier.get(cause.as_str()) {
                None => &mut self.new,
                Some(before) if rank(*before) < rank(*status) => &mut self.worse,
                Some(before) if rank(*before) > rank(*status) => &mut self.better,
                Some(_) => continue,
            };
            changed.insert(cause.clone(), *status);
        }
        // A cause that nobody could look for is not gone.
        let is_partial = record.error.is_some()
            || record
                .causes
                .values()
                .any(|status| *status == Status::Error);
        for (cause, status) in earlier {
            if record.causes.contains_key(*cause) {
                continue;
            }
            // What could not be checked then was no fault that could be mended.
            let left = match is_partial && *status != Status::Error {
                true => &mut self.unseen,
                false => &mut self.gone,
            };
            left.insert((*cause).to_owned(), *status);
        }
    }

    /// Whether everything is as it was, as far as could be seen.
    pub fn is_none(&self) -> bool {
        let changes = [&self.new, &self.worse, &self.better, &self.gone];
        self.seen == Seen::Both
            && self.class == self.class_before
            && changes.iter().all(|causes| causes.is_empty())
    }

    /// How bad the worst of what is new or became worse is, at a domain that was
    /// there before. What could not be checked says nothing about the domain.
    pub fn worst_new(&self) -> Option<Status> {
        let is_known = self.seen == Seen::Both;
        let faults = self.new.values().chain(self.worse.values());
        faults
            .copied()
            .filter(|status| is_known && *status != Status::Error)
            .max()
    }
}

/// In the order in which a fault becomes graver; what could not be checked is no
/// fault.
fn rank(status: Status) -> u8 {
    match status {
        Status::Error => 0,
        other => other as u8,
    }
}

fn key(domain: &str) -> Box<str> {
    domain.to_lowercase().into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Crit, Error, Warn};

    fn record(domain: &str, class: &str, causes: &[(&str, Status)]) -> Record {
        Record {
            domain: domain.into(),
            class: class.into(),
            causes: causes
                .iter()
                .map(|(cause, status)| ((*cause).to_owned(), *status))
                .collect(),
            ..Record::default()
        }
    }

    fn between(before: &[(&str, Status)], now: &[(&str, Status)]) -> Difference {
        let mut comparison = Comparison::default();
        comparison.before(&record("a.example", "flawed", before));
        comparison.now(&record("A.example", "flawed", now))
    }

    fn names(causes: &BTreeMap<String, Status>) -> Vec<&str> {
        causes.keys().map(String::as_str).collect()
    }

    #[test]
    fn causes_are_new_gone_worse_or_better() {
        let difference = between(
            &[
                ("gone", Crit),
                ("graver", Warn),
                ("milder", Crit),
                ("same", Warn),
            ],
            &[
                ("new", Warn),
                ("graver", Crit),
                ("milder", Warn),
                ("same", Warn),
            ],
        );
        assert_eq!(names(&difference.new), ["new"]);
        assert_eq!(names(&difference.gone), ["gone"]);
        assert_eq!(names(&difference.worse), ["graver"]);
        assert_eq!(names(&difference.better), ["milder"]);
        assert_eq!(difference.worst_new(), Some(Crit));
        assert!(!difference.is_none());
        assert!(between(&[("same", Warn)], &[("same", Warn)]).is_none());
        assert_eq!(between(&[("gone", Crit)], &[]).worst_new(), None);
    }

    #[test]
    fn what_could_not_be_looked_for_is_neither_gone_nor_new() {
        let difference = between(&[("expired", Crit)], &[("resolver", Error)]);
        assert!(difference.gone.is_empty());
        assert_eq!(names(&difference.unseen), ["expired"]);
        assert_eq!(difference.worst_new(), None);
        let back = between(&[("resolver", Error)], &[("expired", Crit)]);
        assert_eq!(names(&back.gone), ["resolver"]);
        assert_eq!(back.worst_new(), Some(Crit));
    }

    #[test]
    fn domains_of_one_survey_only_are_told_and_are_no_new_fault() {
        let mut comparison = Comparison::default();
        comparison.before(&record("b.example", "sound", &[]));
        comparison.before(&record("a.example", "sound", &[]));
        comparison.before(&record("c.example", "sound", &[]));
        let now = comparison.now(&record("d.example", "broken", &[("down", Crit)]));
        assert_eq!((now.seen, now.worst_new()), (Seen::Now, None));
        let changed = comparison.now(&record("c.example", "flawed", &[]));
        assert_eq!(changed.class_before, "sound");
        assert!(!changed.is_none());
        assert_eq!(comparison.missing(), ["a.example", "b.example"]);
    }
}
