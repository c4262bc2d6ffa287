//! What became of problems between two results about the same thing.

use std::collections::BTreeMap;

use crate::model::{Problem, Status};

/// The problems of two results by what became of them, each in the order of the
/// result that it is taken from.
///
/// Problems are the same where their cause is: a checker's causes are stable
/// across runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes<'a> {
    /// Those that are there now and were not.
    pub new: Vec<&'a Problem>,
    /// Those that are not there any more, and were looked for.
    pub gone: Vec<&'a Problem>,
    /// Those that were there before and are there still.
    pub still: Vec<Still<'a>>,
    /// Those that were there before; whether they still are could not be found
    /// out, since a part of the check could not be made.
    pub unseen: Vec<&'a Problem>,
}

/// A problem that stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Still<'a> {
    /// As it is now.
    pub now: &'a Problem,
    /// How grave it was.
    pub before: Status,
}

impl<'a> Changes<'a> {
    /// What happened between two results.
    pub fn between(before: &'a [Problem], now: &'a [Problem]) -> Self {
        let known: BTreeMap<&str, &Problem> = by_cause(before);
        let present = by_cause(now);
        // A cause that nobody could look for is not gone.
        let is_partial = now.iter().any(|problem| problem.status == Status::Error);
        let mut changes = Self::default();
        for problem in now {
            match known.get(problem.cause.as_str()) {
                Some(earlier) => changes.still.push(Still {
                    now: problem,
                    before: earlier.status,
                }),
                None => changes.new.push(problem),
            }
        }
        let missing = before
            .iter()
            .filter(|problem| !present.contains_key(problem.cause.as_str()));
        for problem in missing {
            // What could not be checked then was no fault that could be mended.
            match is_partial && problem.status != Status::Error {
                true => changes.unseen.push(problem),
                false => changes.gone.push(problem),
            }
        }
        changes
    }

    /// Whether everything is as it was, as far as could be seen.
    pub fn is_none(&self) -> bool {
        let is_same = |still: &Still<'_>| still.before == still.now.status;
        self.new.is_empty() && self.gone.is_empty() && self.still.iter().all(is_same)
    }
}

impl Still<'_> {
    /// Whether it became graver.
    pub fn is_worse(&self) -> bool {
        self.now.status > self.before
    }

    /// Whether it became less grave.
    pub fn is_better(&self) -> bool {
        self.now.status < self.before
    }
}

fn by_cause(problems: &[Problem]) -> BTreeMap<&str, &Problem> {
    let pairs = problems
        .iter()
        .map(|problem| (problem.cause.as_str(), problem));
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(cause: &str, status: Status) -> Problem {
        Problem {
            cause: cause.into(),
            status,
            title: cause.to_uppercase(),
            effect: String::new(),
            subjects: Vec::new(),
            states: Vec::new(),
            fix: String::new(),
            snippets: Vec::new(),
        }
    }

    fn causes<'a>(problems: &[&'a Problem]) -> Vec<&'a str> {
        let causes = problems.iter().map(|problem| problem.cause.as_str());
        causes.collect()
    }

    #[test]
    fn causes_are_gone_new_or_still_there() {
        let before = [
            problem("expired", Status::Crit),
            problem("plain", Status::Warn),
        ];
        let now = [
            problem("plain", Status::Warn),
            problem("silent", Status::Crit),
        ];
        let changes = Changes::between(&before, &now);
        assert_eq!(causes(&changes.gone), ["expired"]);
        assert_eq!(causes(&changes.new), ["silent"]);
        assert_eq!(changes.still.len(), 1);
        assert_eq!(changes.still[0].now.cause, "plain");
        assert!(changes.unseen.is_empty() && !changes.is_none());
    }

    #[test]
    fn words_and_places_of_a_cause_may_differ() {
        let before = [Problem {
            title: "Three addresses are silent".into(),
            subjects: vec!["a".into()],
            ..problem("silent", Status::Warn)
        }];
        let now = [problem("silent", Status::Warn)];
        assert!(Changes::between(&before, &now).is_none());
    }

    #[test]
    fn a_cause_that_became_graver_is_a_change() {
        let before = [problem("ends", Status::Warn)];
        let now = [problem("ends", Status::Crit)];
        let worse = Changes::between(&before, &now);
        assert!(worse.still[0].is_worse() && !worse.still[0].is_better());
        assert!(!worse.is_none());
        let better = Changes::between(&now, &before);
        assert!(better.still[0].is_better() && !better.is_none());
    }

    #[test]
    fn what_could_not_be_looked_for_is_not_gone() {
        let before = [problem("expired", Status::Crit)];
        let now = [problem("resolver", Status::Error)];
        let changes = Changes::between(&before, &now);
        assert!(changes.gone.is_empty());
        assert_eq!(causes(&changes.unseen), ["expired"]);
        assert_eq!(causes(&changes.new), ["resolver"]);
        // The resolver answers again: that trouble is over, and the other is new
        // to this pair of results.
        let changes = Changes::between(&now, &before);
        assert_eq!(causes(&changes.gone), ["resolver"]);
        assert_eq!(causes(&changes.new), ["expired"]);
    }

    #[test]
    fn of_nothing_nothing_changes() {
        assert!(Changes::between(&[], &[]).is_none());
    }
}
