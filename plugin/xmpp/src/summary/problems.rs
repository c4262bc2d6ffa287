//! What has to be mended: the states by cause.

use std::borrow::Cow;

use checker_kit::checker::Problem;
use checker_kit::contract::State;
use checker_kit::problems;

use super::affected::Affected;
use super::headlines;
use crate::case::Case;
use crate::faults::{Fault, Kind};

/// What the host says where it let no further lookup or connection through.
const OF_HOST: [&str; 2] = ["host.limits.connections", "host.limits.queries"];

/// One problem for each cause, worst first.
pub(super) fn problems(case: &Case, affected: &Affected<'_>, states: &[State]) -> Vec<Problem> {
    let states = with_one_limit(states);
    let mut problems =
        problems::problems(&states, |group| headlines::headline(case, affected, group));
    for problem in &mut problems {
        // A side is whom it concerns, not where it was seen.
        problem
            .subjects
            .retain(|subject| subject != "c2s" && subject != "s2s");
    }
    problems
}

/// A limit that the host tells of is the one that endpoints were not tried for:
/// their states have its cause.
fn with_one_limit(states: &[State]) -> Cow<'_, [State]> {
    let of_host = |state: &&State| OF_HOST.contains(&state.code.as_str());
    let Some(limit) = states
        .iter()
        .find(of_host)
        .and_then(|one| one.cause.clone())
    else {
        return states.into();
    };
    let own = Fault::new(Kind::ProberLimit).to_string();
    let mut states = states.to_vec();
    for state in &mut states {
        if state.cause.as_deref() == Some(own.as_str()) {
            state.cause = Some(limit.clone());
        }
    }
    states.into()
}
