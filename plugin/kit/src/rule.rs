//! What a rule is, and how a case is judged by many.

use crate::contract::{State, Status};
use crate::state::Finding;
use crate::switches::Switches;

/// Everything that the rules of a checker may look at: an observation, what
/// others saw, the options, the moment for which to judge.
pub trait Case {
    /// A part of the deployment that a check can leave out;
    /// [`Infallible`](std::convert::Infallible) where there is none.
    type Part: Copy + 'static;

    /// Whether the part was looked at; where there are no parts, nobody asks.
    fn covers(&self, _part: Self::Part) -> bool {
        true
    }
}

/// A rule: a pure function from a case to findings, with what people are told
/// about it. It stands in a file of its own as a constant, together with its
/// tests.
pub struct Rule<C: Case + 'static> {
    /// Its name, `<checker>.<rule>`.
    pub name: &'static str,
    /// What it verifies, as a sentence.
    pub description: &'static str,
    /// The worst status it gives.
    pub severity: Status,
    /// The part that it is about: where that was not looked at, the rule is
    /// skipped. `None` for all parts together.
    pub part: Option<C::Part>,
    /// The verdict. No findings mean that there was nothing to look at.
    pub judge: fn(&C) -> Vec<Finding>,
}

/// Judges a case by all rules that are wanted; each gives at least one state.
pub fn evaluate<C: Case>(rules: &[Rule<C>], case: &C, switches: Switches<'_>) -> Vec<State> {
    let wanted = rules.iter().filter(|rule| switches.wants(rule.name));
    let findings = wanted.flat_map(|rule| rule.findings(case));
    findings.map(State::from).collect()
}

impl<C: Case> Rule<C> {
    /// The findings of this rule, at least one.
    pub fn findings(&self, case: &C) -> Vec<Finding> {
        if self.part.is_some_and(|part| !case.covers(part)) {
            return vec![Finding::skipped(self.name, "This part was not looked at.").unwanted()];
        }
        match (self.judge)(case) {
            findings if findings.is_empty() => {
                vec![Finding::skipped(self.name, "There was nothing to look at.")]
            }
            findings => findings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Weather {
        celsius: i32,
        indoors: bool,
    }

    #[derive(Clone, Copy)]
    struct Outdoors;

    impl Case for Weather {
        type Part = Outdoors;

        fn covers(&self, _part: Outdoors) -> bool {
            !self.indoors
        }
    }

    const WARM: Rule<Weather> = Rule {
        name: "weather.warm",
        description: "It is warm.",
        severity: Status::Warn,
        part: Some(Outdoors),
        judge: |weather| match weather.celsius {
            20.. => Vec::new(),
            _ => vec![Finding::new(
                Status::Warn,
                "weather.warm",
                "cold",
                "It is cold.",
            )],
        },
    };

    fn codes(celsius: i32, indoors: bool, switches: Switches<'_>) -> Vec<String> {
        let states = evaluate(&[WARM], &Weather { celsius, indoors }, switches);
        states.into_iter().map(|state| state.code).collect()
    }

    #[test]
    fn every_rule_that_is_wanted_gives_a_state() {
        let all = Switches::default();
        assert_eq!(codes(10, false, all), ["weather.warm.cold"]);
        assert_eq!(codes(30, false, all), ["weather.warm.skipped"]);
        assert_eq!(codes(10, true, all), ["weather.warm.skipped"]);
    }

    #[test]
    fn a_rule_that_is_off_gives_none() {
        let off = [("weather.warm".to_owned(), false)];
        assert!(codes(10, false, Switches::new(&off)).is_empty());
    }
}
