//! Whom and what the states are about.

use std::collections::{BTreeMap, BTreeSet};

use checker_kit::contract::State;
use checker_kit::problems::Group;
use checker_kit::state::Meta;
use checker_stream::side::Side;

use crate::case::Case;
use crate::observation::Endpoint;
use crate::rules::part;

/// The endpoints and sides that each state is about.
#[derive(Debug)]
pub struct Affected<'a> {
    case: &'a Case,
    endpoints: Vec<BTreeSet<usize>>,
    sides: Vec<BTreeSet<Side>>,
}

impl<'a> Affected<'a> {
    /// What these states are about.
    pub fn new(case: &'a Case, states: &[State]) -> Self {
        let names = by_name(case);
        let endpoints: Vec<BTreeSet<usize>> = states
            .iter()
            .map(|state| named(case, &names, state))
            .collect();
        let sides = states
            .iter()
            .zip(&endpoints)
            .map(|(state, endpoints)| sides(case, state, endpoints))
            .collect();
        Self {
            case,
            endpoints,
            sides,
        }
    }

    /// Whether the state at a position is about the endpoint at a position.
    pub fn concerns(&self, state: usize, endpoint: usize) -> bool {
        self.endpoints
            .get(state)
            .is_some_and(|known| known.contains(&endpoint))
    }

    /// The endpoints that the states of a group are about, in their order.
    pub(super) fn endpoints(&self, group: &Group<'_>) -> Vec<&'a Endpoint> {
        let positions: BTreeSet<usize> = of_group(&self.endpoints, group)
            .flatten()
            .copied()
            .collect();
        let all = &self.case.observation.endpoints;
        positions
            .into_iter()
            .filter_map(|position| all.get(position))
            .collect()
    }

    /// The sides that the states of a group concern.
    pub(super) fn sides(&self, group: &Group<'_>) -> BTreeSet<Side> {
        of_group(&self.sides, group).flatten().copied().collect()
    }
}

fn of_group<'a, T>(by_state: &'a [T], group: &'a Group<'_>) -> impl Iterator<Item = &'a T> {
    group
        .states
        .iter()
        .filter_map(|(position, _)| by_state.get(*position))
}

/// Positions of endpoints by their own names and by those of their targets.
fn by_name(case: &Case) -> BTreeMap<String, BTreeSet<usize>> {
    let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (position, endpoint) in case.observation.endpoints.iter().enumerate() {
        let targets = case.observation.targets_of(endpoint);
        let references = targets.map(|target| target.r#ref.clone());
        for name in references.chain([endpoint.name()]) {
            names.entry(name).or_default().insert(position);
        }
    }
    names
}

/// A rule of one side speaks of that side's endpoints, whatever else is at
/// their ports; and where a state lists endpoints, it means no others.
fn named(case: &Case, names: &BTreeMap<String, BTreeSet<usize>>, state: &State) -> BTreeSet<usize> {
    let meta = Meta::read(state);
    let side_of_rule = part(state);
    let of_part = |position: &usize| {
        let endpoint = case.observation.endpoints.get(*position);
        side_of_rule.is_none_or(|side| endpoint.is_some_and(|endpoint| endpoint.side == side))
    };
    let said: Vec<&String> = match meta.endpoints.is_empty() {
        true => state.subject.iter().collect(),
        false => meta.endpoints.iter().collect(),
    };
    said.into_iter()
        .filter_map(|name| names.get(name))
        .flatten()
        .copied()
        .filter(of_part)
        .collect()
}

/// A rule of one side speaks of that side; another one of those that its
/// endpoints, or its subject, belong to.
fn sides(case: &Case, state: &State, endpoints: &BTreeSet<usize>) -> BTreeSet<Side> {
    if let Some(side) = part(state) {
        return BTreeSet::from([side]);
    }
    let word = |side: &Side| state.subject.as_deref() == Some(side.word());
    if let Some(side) = case.mode.sides().find(word) {
        return BTreeSet::from([side]);
    }
    let all = &case.observation.endpoints;
    endpoints
        .iter()
        .filter_map(|position| all.get(*position))
        .map(|one| one.side)
        .collect()
}
