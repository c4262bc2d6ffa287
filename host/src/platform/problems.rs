//! Problems that a summary lacks: no state that says anything must be lost to
//! those who read nothing else.

use std::collections::{HashMap, HashSet};

use crate::model::{Problem, State, Status, Summary};

/// Gives every state that has a cause a place among the problems, and every
/// other one that is worse than ok: those of one code together.
pub(super) fn complete(summary: &mut Summary, states: &[State]) {
    let mut problems = Problems::of(summary);
    for (position, state) in (0u32..).zip(states) {
        if let Some(cause) = cause(state) {
            problems.place(cause, position, state);
        }
    }
    let rank = |problem: &Problem| std::cmp::Reverse(rank(problem.status));
    summary.problems.sort_by_key(rank);
}

/// The problems of a summary, and where to find what. A hostile checker may
/// give states by the hundred thousand.
struct Problems<'a> {
    problems: &'a mut Vec<Problem>,
    by_cause: HashMap<String, usize>,
    placed: HashSet<u32>,
    subjects: HashSet<(usize, String)>,
}

impl<'a> Problems<'a> {
    fn of(summary: &'a mut Summary) -> Self {
        let problems = &mut summary.problems;
        let placed = problems.iter().flat_map(|one| one.states.iter().copied());
        let mut by_cause = HashMap::new();
        let mut subjects = HashSet::new();
        for (index, problem) in problems.iter().enumerate() {
            by_cause.entry(problem.cause.clone()).or_insert(index);
            subjects.extend(problem.subjects.iter().map(|one| (index, one.clone())));
        }
        Self {
            placed: placed.collect(),
            problems,
            by_cause,
            subjects,
        }
    }

    fn place(&mut self, cause: &str, position: u32, state: &State) {
        if !self.placed.insert(position) {
            return;
        }
        let index = match self.by_cause.get(cause) {
            Some(index) => *index,
            None => {
                self.problems.push(problem(cause, state));
                let index = self.problems.len() - 1;
                self.by_cause.insert(cause.to_owned(), index);
                index
            }
        };
        let Some(problem) = self.problems.get_mut(index) else {
            return;
        };
        problem.states.push(position);
        problem.status = Status::overall([problem.status, state.status]);
        let subjects = state.subject.clone().into_iter();
        for subject in subjects.chain(state.meta().endpoints) {
            if self.subjects.insert((index, subject.clone())) {
                problem.subjects.push(subject);
            }
        }
    }
}

/// What has to be mended, where anything has.
fn cause(state: &State) -> Option<&str> {
    let finding = (state.status > Status::Ok).then_some(state.code.as_str());
    state.cause.as_deref().or(finding)
}

/// A problem of this state, which is still to be placed.
fn problem(cause: &str, state: &State) -> Problem {
    let meta = state.meta();
    Problem {
        cause: cause.to_owned(),
        status: state.status,
        title: state.message.trim_end_matches('.').to_owned(),
        effect: String::new(),
        subjects: Vec::new(),
        states: Vec::new(),
        fix: meta.fix,
        snippets: meta.snippets,
    }
}

/// What is broken first, then what could not be checked.
fn rank(status: Status) -> u8 {
    match status {
        Status::Crit => u8::MAX,
        other => other as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Json;

    fn state(status: Status, cause: Option<&str>, subject: &str) -> State {
        State {
            status,
            rule: "a.rule".into(),
            code: "a.rule.found".into(),
            subject: Some(subject.into()),
            cause: cause.map(str::to_owned),
            message: format!("Found at {subject}."),
            meta: Json::parse(r#"{"fix":"Mend it."}"#).ok(),
        }
    }

    #[test]
    fn what_a_summary_lacks_is_added_by_cause_and_the_worst_comes_first() {
        let states = [
            state(Status::Warn, Some("known"), "a"),
            state(Status::Ok, None, "b"),
            state(Status::Error, Some("host.limits.cpu"), "c"),
            state(Status::Crit, Some("known"), "d"),
            state(Status::Error, Some("host.limits.cpu"), "e"),
            state(Status::Info, None, "f"),
            state(Status::Info, None, "g"),
        ];
        let mut summary = Summary::default();
        summary.problems.push(Problem {
            subjects: vec!["a".into()],
            states: vec![0],
            title: "Its own words".into(),
            ..problem("known", &states[0])
        });
        complete(&mut summary, &states);
        let [known, host, causeless] = &summary.problems[..] else {
            panic!("{:?}", summary.problems);
        };
        assert_eq!(
            (known.status, &known.states[..]),
            (Status::Crit, &[0, 3][..])
        );
        assert_eq!(known.title, "Its own words");
        assert_eq!(known.subjects, ["a", "d"]);
        assert_eq!(
            (host.status, &host.states[..]),
            (Status::Error, &[2, 4][..])
        );
        assert_eq!(
            (host.title.as_str(), host.fix.as_str()),
            ("Found at c", "Mend it.")
        );
        assert_eq!(host.subjects, ["c", "e"]);
        assert_eq!(causeless.cause, "a.rule.found");
        assert_eq!(causeless.states, [5, 6]);
    }

    #[test]
    fn what_is_complete_stays_as_it_is() {
        let states = [state(Status::Warn, Some("known"), "a")];
        let mut summary = Summary::default();
        complete(&mut summary, &states);
        let before = summary.clone();
        complete(&mut summary, &states);
        assert_eq!(summary, before);
    }
}
