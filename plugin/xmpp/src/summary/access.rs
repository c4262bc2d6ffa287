//! Whether anybody of a side gets in.

use checker_kit::checker::Problem;
use checker_kit::contract::{State, Status};
use checker_kit::state::overall;
use checker_stream::side::Side;

use super::affected::Affected;
use super::audiences::{Audience, Fare, audiences};
use super::endpoints::Condition;
use crate::case::Case;

/// How a side can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// By everybody.
    All,
    /// By some.
    Some,
    /// By nobody.
    None,
    /// That is not known.
    Unknown,
}

/// How a side can be used, and how bad that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entrance {
    /// The side.
    pub side: Side,
    /// By whom.
    pub access: Access,
    /// How the audience that is worst off fares.
    pub status: Status,
}

/// The sides that are judged; `conditions` are those of the endpoints.
pub fn entrances(
    case: &Case,
    states: &[State],
    conditions: &[Condition],
    problems: &[Problem],
) -> Vec<Entrance> {
    let affected = Affected::new(case, states);
    let audiences = audiences(case, &affected, states, conditions, problems);
    let entrances = case.mode.sides().map(|side| Entrance {
        side,
        access: Access::of(side, &audiences),
        status: overall(of_side(side, &audiences).map(|audience| audience.status)),
    });
    entrances.collect()
}

impl Access {
    pub(super) fn of(side: Side, audiences: &[Audience]) -> Self {
        let is_in = |audience: &Audience| matches!(audience.fare, Fare::In | Fare::Late);
        if of_side(side, audiences).all(is_in) {
            return Self::All;
        }
        if of_side(side, audiences).any(is_in) {
            return Self::Some;
        }
        match of_side(side, audiences).any(|audience| audience.fare == Fare::Unknown) {
            true => Self::Unknown,
            false => Self::None,
        }
    }
}

fn of_side(side: Side, audiences: &[Audience]) -> impl Iterator<Item = &Audience> {
    audiences
        .iter()
        .filter(move |audience| audience.side == side)
}
