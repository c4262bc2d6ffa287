//! Numbers sorted into few ranges.

use std::collections::BTreeMap;

const DAY: f64 = 86_400.0;
/// Where the ranges of days end, in days.
const DAYS: [i32; 8] = [0, 7, 14, 30, 60, 90, 180, 365];

/// Numbers in ranges that grow as 1, 2, 5, 10 does; whole numbers up to five
/// have one each.
#[derive(Debug, Clone, Default)]
pub struct Scale {
    /// By the upper end of the range.
    counts: BTreeMap<u64, u64>,
    sum: f64,
}

impl Scale {
    /// Counts a number; what is below zero counts as zero.
    pub fn add(&mut self, number: f64) {
        *self.counts.entry(upper(number)).or_default() += 1;
        self.sum += number.max(0.0);
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.counts.values().sum()
    }

    /// All of them together.
    pub fn sum(&self) -> f64 {
        self.sum
    }

    /// The ranges that have any, by their upper ends: all up to it that are
    /// above the end of the range before.
    pub fn ranges(&self) -> impl Iterator<Item = (u64, u64)> {
        self.counts.iter().map(|(upper, count)| (*upper, *count))
    }
}

/// The end of the range of a number.
fn upper(number: f64) -> u64 {
    // As whole numbers have it: what is above the greatest becomes that.
    let number = number.max(0.0).ceil() as u64;
    if number <= 5 {
        return number;
    }
    let mut power = 10_u64;
    while power < u64::MAX / 10 {
        for step in [1, 2, 5] {
            if number <= power * step {
                return power * step;
            }
        }
        power *= 10;
    }
    u64::MAX
}

/// How many days are left, in ranges.
#[derive(Debug, Clone, Copy, Default)]
pub struct Days([u64; DAYS.len() + 1]);

impl Days {
    /// Counts a time, in seconds from now.
    pub fn add(&mut self, seconds: f64) {
        let days = seconds / DAY;
        let position = DAYS.iter().position(|end| days < f64::from(*end));
        if let Some(count) = self.0.get_mut(position.unwrap_or(DAYS.len())) {
            *count += 1;
        }
    }

    /// The number of each range, by the day before which it ends; the last has
    /// no end.
    pub fn counts(&self) -> Vec<(Option<i32>, u64)> {
        let ends = DAYS.into_iter().map(Some).chain([None]);
        ends.zip(self.0).collect()
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.0.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_into_ranges_that_grow() {
        for (number, expected) in [
            (-3.0, 0),
            (0.0, 0),
            (0.2, 1),
            (4.0, 4),
            (5.5, 10),
            (10.0, 10),
            (11.0, 20),
            (21.0, 50),
            (999.0, 1_000),
            (f64::INFINITY, u64::MAX),
        ] {
            assert_eq!(upper(number), expected, "{number}");
        }
    }

    #[test]
    fn what_is_over_has_negative_days() {
        let mut days = Days::default();
        for left in [-1.0, 0.0, 6.9, 7.0, 1_000.0] {
            days.add(left * DAY);
        }
        let counts: Vec<u64> = days.counts().into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [1, 2, 1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(days.counts()[8].0, None);
        assert_eq!(days.count(), 5);
    }
}
