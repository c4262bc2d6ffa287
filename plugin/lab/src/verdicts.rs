//! What a rule says of a case, in short.

use checker_kit::contract::State;
use checker_kit::rule::{Case, Rule};
use checker_kit::state::word;

/// The states of a rule.
pub fn states<C: Case>(rule: &Rule<C>, case: &C) -> Vec<State> {
    rule.findings(case).into_iter().map(State::from).collect()
}

/// Status and code of the states of a rule.
pub fn judged<C: Case>(rule: &Rule<C>, case: &C) -> Vec<String> {
    let states = states(rule, case).into_iter();
    states
        .map(|state| format!("{} {}", word(state.status), state.code))
        .collect()
}
