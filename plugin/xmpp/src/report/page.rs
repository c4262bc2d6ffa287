//! What the template shows, prepared: no decision is left to it.

use askama::Template;
use checker_kit::checker::Summary;
use checker_kit::contract::{State, Status};
use checker_kit::state::overall;

use super::certificates::{Certificate, certificates};
use super::dates::moment;
use super::endpoints::{Line, lines};
use super::filters;
use super::lookups::{Lookup, lookups};
use super::picture::{Lane, lanes};
use super::problems::{Card, cards};
use super::signs::Sign;
use super::tiles::{Tile, tiles};
use crate::case::Case;
use crate::summary::conditions;
use crate::words::{capital, time};

/// The page.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page<'a> {
    domain: &'a str,
    sign: Sign,
    verdict: &'a str,
    checked: String,
    tiles: Vec<Tile>,
    audiences: Vec<Audience<'a>>,
    sections: Vec<Section<'a>>,
    lanes: Vec<Lane>,
    lines: Vec<Line>,
    certificates: Vec<Certificate<'a>>,
    lookups: Vec<Lookup>,
    fine: Vec<Fine<'a>>,
    notes: &'a [String],
}

/// Problems under a heading.
struct Section<'a> {
    title: &'static str,
    cards: Vec<Card<'a>>,
}

/// Somebody who wants in.
struct Audience<'a> {
    sign: Sign,
    who: String,
    outcome: &'a str,
}

/// A state with nothing to mend.
struct Fine<'a> {
    sign: Sign,
    rule: &'a str,
    message: &'a str,
}

impl<'a> Page<'a> {
    pub(super) fn new(case: &'a Case, states: &'a [State], summary: &'a Summary) -> Self {
        let conditions = conditions(case, states, &summary.problems);
        let (serious, notes) = cards(&summary.problems, states);
        let sections = [("What to mend", serious), ("Worth knowing", notes)];
        Self {
            domain: &case.observation.domain.unicode,
            sign: overall(states.iter().map(|state| state.status)).into(),
            verdict: &summary.verdict,
            checked: checked(case),
            tiles: tiles(case, states),
            audiences: summary.audiences.iter().map(Audience::from).collect(),
            sections: sections
                .into_iter()
                .filter(|(_, cards)| !cards.is_empty())
                .map(|(title, cards)| Section { title, cards })
                .collect(),
            lanes: lanes(case, &conditions),
            lines: lines(case, &conditions),
            certificates: certificates(case),
            lookups: lookups(&case.observation),
            fine: states.iter().filter_map(Fine::of).collect(),
            notes: &summary.notes,
        }
    }
}

/// When, how long, and what of certificates.
fn checked(case: &Case) -> String {
    let certificates = match case.tls.probes.is_empty() {
        true => "certificates not looked at",
        false => "certificates looked at",
    };
    format!(
        "{} · {} · {certificates}",
        moment(&case.observation.started_at),
        time(case.observation.duration_micros)
    )
}

impl<'a> From<&'a checker_kit::checker::Audience> for Audience<'a> {
    fn from(audience: &'a checker_kit::checker::Audience) -> Self {
        Self {
            sign: audience.status.into(),
            who: capital(&audience.who),
            outcome: &audience.outcome,
        }
    }
}

impl<'a> Fine<'a> {
    fn of(state: &'a State) -> Option<Self> {
        matches!(state.status, Status::Ok | Status::Unknown).then(|| Self {
            sign: state.status.into(),
            rule: &state.rule,
            message: &state.message,
        })
    }
}
