//! What has to be mended, as cards.

use checker_kit::checker::{Problem, Snippet};
use checker_kit::contract::{State, Status};

use super::places::folded;
use super::signs::Sign;

/// A problem.
pub(super) struct Card<'a> {
    pub(super) number: usize,
    pub(super) sign: Sign,
    pub(super) title: &'a str,
    pub(super) effect: &'a str,
    pub(super) seen: Vec<String>,
    pub(super) fix: &'a str,
    /// Text to copy.
    pub(super) open: Vec<&'a Snippet>,
    /// The same for others, shown on demand.
    pub(super) folded: Vec<&'a Snippet>,
    pub(super) states: Vec<&'a State>,
}

/// The cards of problems that have to be mended, and of those worth knowing.
pub(super) fn cards<'a>(
    problems: &'a [Problem],
    states: &'a [State],
) -> (Vec<Card<'a>>, Vec<Card<'a>>) {
    let cards = problems.iter().enumerate().map(|(index, problem)| {
        let own = problem
            .states
            .iter()
            .filter_map(|at| states.get(usize::try_from(*at).ok()?));
        let (elsewhere, open): (Vec<_>, Vec<_>) =
            problem.snippets.iter().partition(|one| one.folded);
        Card {
            number: index + 1,
            sign: problem.status.into(),
            title: &problem.title,
            effect: &problem.effect,
            seen: folded(&problem.subjects),
            fix: &problem.fix,
            open,
            folded: elsewhere,
            states: own.collect(),
        }
    });
    cards.partition(|card| card.sign != Sign::from(Status::Info))
}
