//! What has to be mended: the states by cause.

use checker_kit::checker::Problem;
use checker_kit::contract::State;
use checker_kit::problems;

use super::affected::Affected;
use super::headlines;
use crate::case::Case;

/// One problem for each cause, worst first.
pub(super) fn problems(case: &Case, affected: &Affected<'_>, states: &[State]) -> Vec<Problem> {
    let mut problems =
        problems::problems(states, |group| headlines::headline(case, affected, group));
    for problem in &mut problems {
        // A side is whom it concerns, not where it was seen.
        problem
            .subjects
            .retain(|subject| subject != "c2s" && subject != "s2s");
    }
    problems
}
