//! What many records say together, counted in bounded memory: it depends on how
//! many different things there are to count up to a limit, and not on how many
//! records there are.

mod frequent;
mod scale;

use std::collections::BTreeMap;

use serde_json::Value;

pub use frequent::Frequent;
pub use scale::{Days, Scale};

use super::record::Record;
use crate::model::{Status, moment};

/// The most members of records, such as rules or facts, that are counted: a
/// checker has some dozens.
const MAX_MEMBERS: usize = 512;
/// Numbers from here on are moments where their name says that they are seconds:
/// 2001-09-09, in seconds since 1970-01-01T00:00:00Z.
const MOMENTS_FROM: f64 = 1e9;

/// The sums over records.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// How many records.
    pub records: u64,
    /// How many of them could not be checked at all.
    pub refused: u64,
    /// The checkers, with their versions.
    pub checkers: Frequent,
    /// When the first and the last check began (RFC 3339); empty where that is
    /// not known.
    pub first: String,
    /// See [`first`](Self::first).
    pub last: String,
    /// How many have this overall status.
    pub statuses: BTreeMap<Status, u64>,
    /// How many are of this class, and how long the checks of them took.
    pub classes: BTreeMap<String, Taken>,
    /// How many have a cause, and in how many it is crit, or could not be
    /// checked.
    pub causes: Frequent,
    /// See [`causes`](Self::causes).
    pub critical: Frequent,
    /// See [`causes`](Self::causes).
    pub unchecked: Frequent,
    /// How many have which status by a rule.
    pub rules: BTreeMap<String, BTreeMap<Status, u64>>,
    /// The facts.
    pub facts: BTreeMap<String, Fact>,
    /// How long the checks took, in milliseconds.
    pub durations_ms: Scale,
}

/// How many checks, and how long they took together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many.
    pub count: u64,
    /// How long, in milliseconds.
    pub sum_ms: u64,
}

/// The sums over one fact. Most facts are of one kind in all records.
#[derive(Debug, Clone, Default)]
pub struct Fact {
    /// How many records have it.
    pub present: u64,
    /// How often it is true.
    pub yes: u64,
    /// How often it is false.
    pub no: u64,
    /// How many records have a list of it, with nothing in it.
    pub empty: u64,
    /// Words, each once for each record.
    pub words: Frequent,
    /// Numbers.
    pub numbers: Scale,
    /// Moments, as days from the check until then.
    pub days: Days,
}

impl Census {
    /// Counts a record.
    pub fn add(&mut self, record: &Record) {
        self.records += 1;
        if record.error.is_some() {
            self.refused += 1;
            return;
        }
        let checker = format!("{} {}", record.checker, record.version);
        self.checkers.add(checker.trim());
        self.date(&record.started_at);
        *self.statuses.entry(record.status).or_default() += 1;
        self.class(&record.class, record.duration_ms);
        self.durations_ms.add(record.duration_ms as f64);
        for (cause, status) in &record.causes {
            self.causes.add(cause);
            match status {
                Status::Crit => self.critical.add(cause),
                Status::Error => self.unchecked.add(cause),
                _ => {}
            }
        }
        for (rule, status) in &record.rules {
            if let Some(counts) = bounded(&mut self.rules, rule) {
                *counts.entry(*status).or_default() += 1;
            }
        }
        let checked_at = moment::parse(&record.started_at);
        for (name, value) in &record.facts {
            if let Some(fact) = bounded(&mut self.facts, name) {
                fact.add(name, value, checked_at);
            }
        }
    }

    fn date(&mut self, started_at: &str) {
        if started_at.is_empty() {
            return;
        }
        // All are in UTC and equally long: their order is that of the texts.
        if self.first.is_empty() || started_at < self.first.as_str() {
            started_at.clone_into(&mut self.first);
        }
        if started_at > self.last.as_str() {
            started_at.clone_into(&mut self.last);
        }
    }

    fn class(&mut self, class: &str, duration_ms: u64) {
        if let Some(taken) = bounded(&mut self.classes, class) {
            taken.count += 1;
            taken.sum_ms = taken.sum_ms.saturating_add(duration_ms);
        }
    }
}

impl Fact {
    fn add(&mut self, name: &str, value: &Value, checked_at: Option<i64>) {
        match value {
            Value::Null | Value::Object(_) => return,
            Value::Bool(true) => self.yes += 1,
            Value::Bool(false) => self.no += 1,
            Value::String(word) => self.words.add(word),
            Value::Array(items) if items.is_empty() => self.empty += 1,
            Value::Array(items) => {
                let words: std::collections::BTreeSet<&str> =
                    items.iter().filter_map(Value::as_str).collect();
                words.into_iter().for_each(|word| self.words.add(word));
            }
            Value::Number(number) => self.number(name, number.as_f64(), checked_at),
        }
        self.present += 1;
    }

    fn number(&mut self, name: &str, number: Option<f64>, checked_at: Option<i64>) {
        match (number, checked_at) {
            (Some(number), Some(checked_at))
                if name.ends_with("_seconds") && number >= MOMENTS_FROM =>
            {
                self.days.add(number - checked_at as f64);
            }
            (Some(number), _) => self.numbers.add(number),
            (None, _) => {}
        }
    }
}

/// The entry of a map that does not grow for ever.
fn bounded<'a, T: Default>(map: &'a mut BTreeMap<String, T>, key: &str) -> Option<&'a mut T> {
    if !map.contains_key(key) {
        if map.len() >= MAX_MEMBERS {
            return None;
        }
        map.insert(key.to_owned(), T::default());
    }
    map.get_mut(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(facts: &str) -> Record {
        Record {
            checker: "probe".into(),
            version: "1.0.0".into(),
            class: "sound".into(),
            status: Status::Ok,
            started_at: "2026-01-15T12:00:00Z".into(),
            duration_ms: 120,
            facts: serde_json::from_str(facts).unwrap(),
            ..Record::default()
        }
    }

    #[test]
    fn facts_are_counted_by_what_they_are() {
        let mut census = Census::default();
        census.add(&record(
            r#"{"up":true,"colours":["red","red","blue"],"many":3,"ends_seconds":1768564800}"#,
        ));
        census.add(&record(r#"{"up":false,"colours":[],"many":4}"#));
        let fact = |name: &str| census.facts[name].clone();
        assert_eq!(
            (fact("up").yes, fact("up").no, fact("up").present),
            (1, 1, 2)
        );
        let colours = fact("colours");
        assert_eq!((colours.empty, colours.present), (1, 2));
        assert_eq!(colours.words.top(9), [("blue", 1), ("red", 1)]);
        assert_eq!(fact("many").numbers.count(), 2);
        assert_eq!(fact("ends_seconds").numbers.count(), 0);
        // In one day: among those that end within a week.
        assert_eq!(fact("ends_seconds").days.counts()[1].1, 1);
    }

    #[test]
    fn causes_and_rules_are_counted_by_how_bad_they_are() {
        let mut census = Census::default();
        for status in [Status::Crit, Status::Warn, Status::Error] {
            let mut record = record("{}");
            record.causes.insert("down".into(), status);
            record.rules.insert("probe_up".into(), status);
            census.add(&record);
        }
        assert_eq!(census.causes.of("down"), 3);
        assert_eq!(census.critical.of("down"), 1);
        assert_eq!(census.unchecked.of("down"), 1);
        assert_eq!(census.rules["probe_up"][&Status::Warn], 1);
        assert_eq!(
            census.classes["sound"],
            Taken {
                count: 3,
                sum_ms: 360
            }
        );
    }

    #[test]
    fn members_without_end_take_up_no_room_without_end() {
        let mut census = Census::default();
        for number in 0..2_000 {
            census.add(&record(&format!(r#"{{"fact{number}":1}}"#)));
        }
        assert_eq!(census.facts.len(), MAX_MEMBERS);
        assert_eq!(census.records, 2_000);
    }
}
