//! How each endpoint is doing, with everything that is said of it.

use checker_kit::checker::Problem;
use checker_kit::contract::{State, Status};
use checker_kit::state::severity;

use super::affected::Affected;
use crate::case::Case;
use crate::observation::Endpoint;
use crate::standing::Standing;

/// How an endpoint is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// By what was seen of it, and never better than what the states find wrong
    /// with it.
    pub status: Status,
    /// The worst problem that concerns it, by its title; none where there is
    /// nothing worse than a note.
    pub problem: Option<String>,
}

/// How each endpoint is doing, in their order.
pub fn conditions(case: &Case, states: &[State], problems: &[Problem]) -> Vec<Condition> {
    with(&Affected::new(case, states), case, states, problems)
}

/// The same, where it is known what the states are about.
pub(super) fn with(
    affected: &Affected<'_>,
    case: &Case,
    states: &[State],
    problems: &[Problem],
) -> Vec<Condition> {
    let endpoints = case.observation.endpoints.iter().enumerate();
    let conditions = endpoints.map(|(position, endpoint)| {
        let said = states
            .iter()
            .enumerate()
            .filter(|(_, state)| matches!(state.status, Status::Warn | Status::Crit))
            .filter(|(at, _)| affected.concerns(*at, position))
            .map(|(_, state)| state.status);
        let status = said.fold(by_itself(endpoint), |worst, status| {
            match severity(status) > severity(worst) {
                true => status,
                false => worst,
            }
        });
        let concerns = |problem: &&Problem| {
            matches!(problem.status, Status::Warn | Status::Crit)
                && problem.states.iter().any(|state| {
                    usize::try_from(*state).is_ok_and(|at| affected.concerns(at, position))
                })
        };
        Condition {
            status,
            problem: problems
                .iter()
                .find(concerns)
                .map(|problem| problem.title.clone()),
        }
    });
    conditions.collect()
}

fn by_itself(endpoint: &Endpoint) -> Status {
    match Standing::of(endpoint) {
        Standing::Untried => Status::Unknown,
        Standing::Outdated | Standing::Stuck => Status::Warn,
        Standing::Dead | Standing::NoLogin | Standing::TlsInFront => Status::Crit,
        Standing::CertificateOnly => Status::Info,
        Standing::Usable => Status::Ok,
    }
}
