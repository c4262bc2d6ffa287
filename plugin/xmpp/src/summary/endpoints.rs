//! How each endpoint is doing, with everything that is said of it.

use checker_kit::contract::{State, Status};
use checker_kit::state::severity;

use super::affected::Affected;
use crate::case::Case;
use crate::observation::Endpoint;
use crate::standing::Standing;

/// The status of each endpoint, in their order: by what was seen of it, and
/// never better than what the states find wrong with it.
pub fn statuses(case: &Case, states: &[State]) -> Vec<Status> {
    with(&Affected::new(case, states), case, states)
}

/// The same, where it is known what the states are about.
pub(super) fn with(affected: &Affected<'_>, case: &Case, states: &[State]) -> Vec<Status> {
    let endpoints = case.observation.endpoints.iter().enumerate();
    let statuses = endpoints.map(|(position, endpoint)| {
        let said = states
            .iter()
            .enumerate()
            .filter(|(_, state)| matches!(state.status, Status::Warn | Status::Crit))
            .filter(|(at, _)| affected.concerns(*at, position))
            .map(|(_, state)| state.status);
        said.fold(by_itself(endpoint), |worst, status| {
            match severity(status) > severity(worst) {
                true => status,
                false => worst,
            }
        })
    });
    statuses.collect()
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
