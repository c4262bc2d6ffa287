//! From states to problems: what has the same cause is one thing to mend.

use crate::checker::{Problem, Summary};
use crate::contract::{State, Status};
use crate::state::{Meta, severity};

/// What people read about a problem.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headline {
    /// What is wrong, in a few words.
    pub title: String,
    /// Whom it hurts and how, as a sentence, or empty.
    pub effect: String,
}

/// The states of one cause, worst first.
#[derive(Debug, Clone)]
pub struct Group<'a> {
    /// The cause.
    pub cause: &'a str,
    /// The states with their positions, worst first, else in their order.
    pub states: Vec<(usize, &'a State)>,
}

impl Group<'_> {
    /// The worst state, which speaks for all.
    pub fn worst(&self) -> Option<&State> {
        self.states.first().map(|(_, state)| *state)
    }

    /// The endpoints and names that the states are about, each once.
    pub fn subjects(&self) -> Vec<String> {
        let mut subjects: Vec<String> = Vec::new();
        let of_states = self.states.iter().flat_map(|(_, state)| {
            let meta = Meta::read(state);
            state.subject.clone().into_iter().chain(meta.endpoints)
        });
        for subject in of_states {
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        subjects
    }
}

/// One problem for each cause among the states, worst first, else in the order
/// of the states. The remedy is that of the worst state that has one.
pub fn problems(states: &[State], headline: impl Fn(&Group<'_>) -> Headline) -> Vec<Problem> {
    let mut problems: Vec<Problem> = groups(states)
        .into_iter()
        .map(|group| problem(&group, headline(&group)))
        .collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(rank(problem.status)));
    problems
}

/// The least that a summary has: one problem for each cause, by its message. What
/// a checker has more to say replaces members of it.
pub fn summary(class: &str, verdict: impl Into<String>, states: &[State]) -> Summary {
    Summary {
        subject: String::new(),
        class: class.to_owned(),
        verdict: verdict.into(),
        notes: Vec::new(),
        problems: problems(states, by_message),
        audiences: Vec::new(),
        tables: Vec::new(),
        gauges: Vec::new(),
        facts: "{}".to_owned(),
    }
}

/// The message of the worst state as the title, and no effect: for a checker
/// whose messages are short.
pub fn by_message(group: &Group<'_>) -> Headline {
    Headline {
        title: group
            .worst()
            .map(|state| state.message.trim_end_matches('.').to_owned())
            .unwrap_or_default(),
        effect: String::new(),
    }
}

/// The states by cause, in the order in which the causes come up.
pub fn groups(states: &[State]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (position, state) in states.iter().enumerate() {
        let Some(cause) = &state.cause else {
            continue;
        };
        match groups.iter_mut().find(|group| group.cause == cause) {
            Some(group) => group.states.push((position, state)),
            None => groups.push(Group {
                cause,
                states: vec![(position, state)],
            }),
        }
    }
    for group in &mut groups {
        group
            .states
            .sort_by_key(|(_, state)| std::cmp::Reverse(rank(state.status)));
    }
    groups
}

fn problem(group: &Group<'_>, headline: Headline) -> Problem {
    let metas: Vec<Meta> = group
        .states
        .iter()
        .map(|(_, state)| Meta::read(state))
        .collect();
    let remedy = metas.into_iter().find(|meta| !meta.fix.is_empty());
    let remedy = remedy.unwrap_or_default();
    Problem {
        cause: group.cause.to_owned(),
        status: group.worst().map_or(Status::Unknown, |state| state.status),
        title: headline.title,
        effect: headline.effect,
        subjects: group.subjects(),
        states: group
            .states
            .iter()
            .filter_map(|(position, _)| u32::try_from(*position).ok())
            .collect(),
        fix: remedy.fix,
        snippets: remedy.snippets,
    }
}

/// The order in which problems are shown: what is broken first, then what
/// could not be checked.
fn rank(status: Status) -> u8 {
    match status {
        Status::Crit => u8::MAX,
        other => severity(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Finding;

    fn state(status: Status, code: &str, cause: Option<&str>) -> State {
        let finding = Finding::new(status, "a.rule", code, format!("{code}."))
            .subject(format!("192.0.2.1:{}", code.len()))
            .fix(format!("Mend {code}."));
        State::from(match cause {
            Some(cause) => finding.cause(cause),
            None => finding,
        })
    }

    #[test]
    fn states_of_one_cause_are_one_problem_with_the_worst_one_speaking() {
        let states = [
            state(Status::Warn, "slow", Some("server-down")),
            state(Status::Ok, "fine", None),
            state(Status::Error, "unknown", Some("resolver")),
            state(Status::Crit, "dead", Some("server-down")),
        ];
        let problems = problems(&states, by_message);
        let causes: Vec<&str> = problems.iter().map(|one| one.cause.as_str()).collect();
        assert_eq!(causes, ["server-down", "resolver"]);
        let down = &problems[0];
        assert_eq!(down.status, Status::Crit);
        assert_eq!(down.title, "dead");
        assert_eq!(down.states, [3, 0]);
        assert_eq!(down.fix, "Mend dead.");
        assert_eq!(down.subjects, ["192.0.2.1:4"]);
    }
}
