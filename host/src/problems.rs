//! What has to be mended, for every output for people: the problems of the
//! summary, and what no summary speaks of.

mod places;

pub(crate) use places::places;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::model::{Problem, State, Status, Summary};

/// The problems, worst first: those of the summary, and one for each state that
/// says more than "fine" and is in none of them. A checker that crashed gives no
/// summary, and one that names no causes gives no problems.
pub(crate) fn problems(summary: &Summary, states: &[State]) -> Vec<Problem> {
    let held = held(&summary.problems);
    let others = states.iter().enumerate().filter_map(|(position, state)| {
        let position = u32::try_from(position).ok()?;
        let alone = state.status > Status::Ok && !held.contains(&position);
        alone.then(|| single(position, state))
    });
    let mut problems: Vec<Problem> = summary.problems.iter().cloned().chain(others).collect();
    problems.sort_by_key(|problem| Reverse(rank(problem.status)));
    problems
}

/// What the states of a problem say beyond its title, each once.
pub(crate) fn messages<'a>(problem: &Problem, states: &'a [State]) -> Vec<&'a str> {
    let said = |text: &str| text.trim_end_matches('.').to_owned();
    let title = said(&problem.title);
    let messages = states_of(problem, states).map(|state| state.message.as_str());
    let mut messages = distinct(messages);
    messages.retain(|message| said(message) != title);
    messages
}

/// The codes of a problem's states, each once.
pub(crate) fn codes<'a>(problem: &Problem, states: &'a [State]) -> Vec<&'a str> {
    distinct(states_of(problem, states).map(|state| state.code.as_str()))
}

/// The states that are in none of the problems.
pub(crate) fn others<'a>(problems: &[Problem], states: &'a [State]) -> Vec<&'a State> {
    let held = held(problems);
    let positions = (0u32..).zip(states);
    positions
        .filter(|(position, _)| !held.contains(position))
        .map(|(_, state)| state)
        .collect()
}

/// Whether somebody has to do something about it.
pub(crate) fn is_urgent(problem: &Problem) -> bool {
    problem.status >= Status::Warn
}

fn states_of<'a>(problem: &Problem, states: &'a [State]) -> impl Iterator<Item = &'a State> {
    let positions = problem.states.iter();
    positions.filter_map(|position| states.get(usize::try_from(*position).ok()?))
}

/// Each text once, in their order; empty ones are none.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for text in texts {
        if !text.is_empty() && !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

fn held(problems: &[Problem]) -> BTreeSet<u32> {
    let positions = problems.iter().flat_map(|problem| &problem.states);
    positions.copied().collect()
}

fn single(position: u32, state: &State) -> Problem {
    let meta = state.meta();
    let subject = state.subject.iter().cloned();
    Problem {
        cause: state.cause.clone().unwrap_or_default(),
        status: state.status,
        title: state.message.trim_end_matches('.').to_owned(),
        effect: String::new(),
        subjects: subject.chain(meta.endpoints).collect(),
        states: vec![position],
        fix: meta.fix,
        snippets: meta.snippets,
    }
}

/// What is broken comes before what could not be checked.
fn rank(status: Status) -> (bool, Status) {
    (status == Status::Crit, status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(status: Status, code: &str) -> State {
        State {
            status,
            rule: "a.rule".into(),
            code: format!("a.rule.{code}"),
            subject: None,
            cause: None,
            message: format!("It is {code}."),
            meta: None,
        }
    }

    #[test]
    fn a_state_that_no_problem_holds_is_a_problem_of_its_own() {
        let states = [
            state(Status::Error, "unseen"),
            state(Status::Ok, "fine"),
            state(Status::Warn, "slow"),
            state(Status::Crit, "dead"),
            state(Status::Unknown, "skipped"),
        ];
        let summary = Summary {
            problems: vec![Problem {
                title: "A tired server".into(),
                ..single(2, &states[2])
            }],
            ..Summary::default()
        };
        let problems = problems(&summary, &states);
        let titles: Vec<&str> = problems.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["It is dead", "It is unseen", "A tired server"]);
        assert_eq!(codes(&problems[0], &states), ["a.rule.dead"]);
        assert_eq!(others(&problems, &states), [&states[1], &states[4]]);
    }

    #[test]
    fn messages_are_said_once_and_not_where_the_title_says_them() {
        let states = [
            state(Status::Warn, "slow"),
            state(Status::Warn, "late"),
            state(Status::Warn, "late"),
        ];
        let problem = Problem {
            states: vec![0, 1, 2, 7],
            ..single(0, &states[0])
        };
        assert_eq!(messages(&problem, &states), ["It is late."]);
        assert_eq!(codes(&problem, &states), ["a.rule.slow", "a.rule.late"]);
    }
}
