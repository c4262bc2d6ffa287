//! What has to be mended, as cards.

use checker_kit::checker::Problem;
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
    pub(super) snippets: Vec<(&'a str, &'a str)>,
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
        Card {
            number: index + 1,
            sign: problem.status.into(),
            title: &problem.title,
            effect: &problem.effect,
            seen: folded(&problem.subjects),
            fix: &problem.fix,
            snippets: problem
                .snippets
                .iter()
                .map(|snippet| (snippet.label.as_str(), snippet.text.as_str()))
                .collect(),
            states: own.collect(),
        }
    });
    cards.partition(|card| card.sign != Sign::from(Status::Info))
}
