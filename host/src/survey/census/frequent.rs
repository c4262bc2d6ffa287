//! The most frequent of many words, in bounded memory.

use std::collections::HashMap;

/// How many words are kept for certain.
const KEPT: usize = 8_192;

/// Counts words. As long as there are no more than 16,384 different ones the
/// counts are exact; then the rare ones are given up, and every count may be too
/// small by up to [`lost`](Self::lost), which is at most one in 8,192 of all that
/// was counted (Misra and Gries, 1982).
#[derive(Debug, Clone, Default)]
pub struct Frequent {
    counts: HashMap<String, u64>,
    lost: u64,
}

impl Frequent {
    /// Counts a word.
    pub fn add(&mut self, word: &str) {
        match self.counts.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(word.to_owned(), 1);
                if self.counts.len() > 2 * KEPT {
                    self.give_up_the_rare();
                }
            }
        }
    }

    /// The most frequent, the first of the alphabet first where they are equal.
    pub fn top(&self, most: usize) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> = self
            .counts
            .iter()
            .map(|(word, count)| (word.as_str(), *count))
            .collect();
        all.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
        all.truncate(most);
        all
    }

    /// How often a word was counted.
    pub fn of(&self, word: &str) -> u64 {
        self.counts.get(word).copied().unwrap_or_default()
    }

    /// How many different words are kept.
    pub fn kinds(&self) -> usize {
        self.counts.len()
    }

    /// By how much a count may be too small.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Takes from all what the first one has that is not kept.
    fn give_up_the_rare(&mut self) {
        let mut counts: Vec<u64> = self.counts.values().copied().collect();
        let (_, least, _) = counts.select_nth_unstable_by(KEPT, |one, other| other.cmp(one));
        let least = *least;
        self.lost += least;
        self.counts.retain(|_, count| {
            *count = count.saturating_sub(least);
            *count > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_words_are_counted_exactly() {
        let mut frequent = Frequent::default();
        for word in ["b", "a", "b", "c", "a", "b"] {
            frequent.add(word);
        }
        assert_eq!(frequent.top(2), [("b", 3), ("a", 2)]);
        assert_eq!(
            (frequent.of("c"), frequent.of("d"), frequent.lost()),
            (1, 0, 0)
        );
    }

    #[test]
    fn of_very_many_the_frequent_stay_and_the_bound_holds() {
        let mut frequent = Frequent::default();
        let total = 100_000_u64;
        for number in 0..total {
            match number % 10 {
                0..2 => frequent.add("often"),
                2 => frequent.add("less often"),
                _ => frequent.add(&number.to_string()),
            }
            assert!(frequent.kinds() <= 2 * KEPT);
        }
        assert_eq!(frequent.top(2)[0].0, "often");
        assert_eq!(frequent.top(2)[1].0, "less often");
        assert!(frequent.of("often") + frequent.lost() >= 20_000);
        assert!(frequent.of("often") <= 20_000);
        assert!(frequent.lost() > 0 && frequent.lost() <= total / KEPT as u64);
    }
}
