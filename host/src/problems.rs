//! What is shown of problems in every output for people.

mod places;

pub(crate) use places::places;

use std::collections::BTreeSet;

use crate::model::{Problem, State, Status};

/// Whether somebody has to do something about it.
pub(crate) fn is_urgent(problem: &Problem) -> bool {
    problem.status >= Status::Warn
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

/// The states that are in none of the problems: what is fine, and what was not
/// looked at although it was asked for.
pub(crate) fn others<'a>(problems: &[Problem], states: &'a [State]) -> Vec<&'a State> {
    let held = problems.iter().flat_map(|problem| &problem.states);
    let held: BTreeSet<u32> = held.copied().collect();
    let positions = (0u32..).zip(states);
    positions
        .filter(|(position, _)| !held.contains(position))
        .map(|(_, state)| state)
        .filter(|state| !state.meta().unwanted)
        .collect()
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

    fn problem(title: &str, states: &[u32]) -> Problem {
        Problem {
            cause: "cause".into(),
            status: Status::Warn,
            title: title.into(),
            effect: String::new(),
            subjects: Vec::new(),
            states: states.to_vec(),
            fix: String::new(),
            snippets: Vec::new(),
        }
    }

    #[test]
    fn messages_are_said_once_and_not_where_the_title_says_them() {
        let states = [
            state(Status::Warn, "slow"),
            state(Status::Warn, "late"),
            state(Status::Warn, "late"),
        ];
        // There is no eighth state.
        let problem = problem("It is slow", &[0, 1, 2, 7]);
        assert_eq!(messages(&problem, &states), ["It is late."]);
        assert_eq!(codes(&problem, &states), ["a.rule.slow", "a.rule.late"]);
    }

    #[test]
    fn what_is_in_no_problem_is_left() {
        let states = [
            state(Status::Ok, "fine"),
            state(Status::Warn, "slow"),
            state(Status::Unknown, "skipped"),
        ];
        let problems = [problem("Slow", &[1])];
        assert_eq!(others(&problems, &states), [&states[0], &states[2]]);
    }
}
