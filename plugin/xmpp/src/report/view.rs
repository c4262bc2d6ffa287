//! What the parts of the page look at together.

use checker_kit::checker::Summary;
use checker_kit::contract::{State, Status};
use checker_kit::state::severity;
use checker_stream::side::Side;

use super::dates::remaining;
use crate::case::Case;
use crate::observation::Endpoint;
use crate::summary::{Access, Affected, Condition, Entrance, conditions, entrances};

/// The case, what is said of it, and how its parts are doing.
pub(super) struct View<'a> {
    pub(super) case: &'a Case,
    pub(super) states: &'a [State],
    pub(super) summary: &'a Summary,
    pub(super) conditions: Vec<Condition>,
    /// The sections that the page has, by their anchors.
    pub(super) sections: Vec<&'static str>,
    entrances: Vec<Entrance>,
    affected: Affected<'a>,
}

impl<'a> View<'a> {
    pub(super) fn new(case: &'a Case, states: &'a [State], summary: &'a Summary) -> Self {
        let conditions = conditions(case, states, &summary.problems);
        Self {
            case,
            states,
            summary,
            sections: Vec::new(),
            entrances: entrances(case, states, &conditions, &summary.problems),
            affected: Affected::new(case, states),
            conditions,
        }
    }

    /// The number of the card of the problem that a state belongs to.
    pub(super) fn problem_of(&self, state: usize) -> Option<usize> {
        let state = u32::try_from(state).ok()?;
        let mut problems = self.summary.problems.iter();
        let position = problems.position(|problem| problem.states.contains(&state));
        position.map(|position| position + 1)
    }

    /// The anchor of a section, where the page has it; else of one that it has
    /// always.
    pub(super) fn section(&self, anchor: &'static str) -> &'static str {
        match self.sections.contains(&anchor) {
            true => anchor,
            false => "dns",
        }
    }

    /// Who of a side gets in.
    pub(super) fn entrance(&self, side: Side) -> Option<Entrance> {
        self.entrances.iter().find(|one| one.side == side).copied()
    }

    /// The sides that nobody gets in on.
    pub(super) fn closed(&self) -> impl Iterator<Item = Side> {
        let closed = self.entrances.iter();
        let closed = closed.filter(|one| one.access == Access::None && is_bad(one.status));
        closed.map(|one| one.side)
    }

    /// The endpoints of a side, and how they are doing.
    pub(super) fn conditions_of(
        &self,
        side: Side,
    ) -> impl Iterator<Item = (&Endpoint, &Condition)> {
        let endpoints = self.case.observation.endpoints.iter();
        let conditions = endpoints.zip(&self.conditions);
        conditions.filter(move |(endpoint, _)| endpoint.side == side)
    }

    /// The worst state about an endpoint of a side, by its position.
    pub(super) fn worst_at(&self, side: Side) -> Option<usize> {
        self.worst_about(
            |endpoint| endpoint.side == side,
            |state| is_bad(state.status),
        )
    }

    /// The worst state of those wanted that is about one of these endpoints,
    /// by its position.
    pub(super) fn worst_about(
        &self,
        meant: impl Fn(&Endpoint) -> bool,
        wanted: impl Fn(&State) -> bool,
    ) -> Option<usize> {
        let states = self.states.iter().enumerate();
        let about = states.filter(|(at, state)| wanted(state) && self.concerned(*at).any(&meant));
        // Of several the first, as everywhere.
        let worst = about.rev().max_by_key(|(_, state)| severity(state.status));
        worst.map(|(at, _)| at)
    }

    /// How long the certificates last that a state about their end is about.
    pub(super) fn remaining(&self, at: usize, state: &State) -> Option<String> {
        let of_end = [".expired", ".expires-soon"];
        if !of_end.iter().any(|finding| state.code.ends_with(finding)) {
            return None;
        }
        let leaves = self
            .concerned(at)
            .filter_map(|endpoint| endpoint.last().tls.as_ref()?.certificate.as_ref());
        let end = leaves.map(|leaf| leaf.not_after).min()?;
        Some(remaining(end, self.case.judged_at))
    }

    fn concerned(&self, state: usize) -> impl Iterator<Item = &Endpoint> {
        let endpoints = self.case.observation.endpoints.iter().enumerate();
        endpoints
            .filter(move |(position, _)| self.affected.concerns(state, *position))
            .map(|(_, endpoint)| endpoint)
    }
}

fn is_bad(status: Status) -> bool {
    matches!(status, Status::Warn | Status::Crit)
}
