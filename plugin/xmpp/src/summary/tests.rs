//! Whole summaries: one problem for each fault, and nothing that contradicts
//! anything else.

#![allow(clippy::unwrap_used)]

mod consistency;
pub(crate) mod deployments;
mod one_problem;
mod verdicts;

use checker_kit::checker::Summary;
use checker_kit::contract::State;
use checker_kit::rule::evaluate;
use checker_kit::switches::Switches;

use super::summary;
use crate::case::Case;
use crate::rules::RULES;

fn states(case: &Case) -> Vec<State> {
    evaluate(RULES, case, Switches::default())
}

pub(super) fn summarized(case: &Case) -> Summary {
    summary(case, &states(case))
}

/// The causes of what is worse than a note.
fn serious(summary: &Summary) -> Vec<&str> {
    use checker_kit::contract::Status;
    let serious = summary
        .problems
        .iter()
        .filter(|problem| problem.status != Status::Info);
    serious.map(|problem| problem.cause.as_str()).collect()
}
