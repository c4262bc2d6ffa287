//! What the template shows, prepared: no decision is left to it.

use askama::Template;
use checker_kit::checker::Summary;
use checker_kit::contract::{State, Status};
use checker_kit::state::{Meta, overall};
use checker_kit::text::list;

use super::certificates::{Certificate, certificates};
use super::dates::moment;
use super::endpoints::{Line, lines};
use super::filters;
use super::lookups::{Lookup, lookups};
use super::picture::{Lane, lanes};
use super::problems::{Card, cards};
use super::signs::Sign;
use super::tiles::{Tile, tiles};
use super::view::View;
use crate::case::Case;
use crate::words::{capital, peers};

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
    /// Whom what is fine does not help.
    all_the_same: String,
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
        let mut view = View::new(case, states, summary);
        let lanes = lanes(case, &view.conditions);
        let lines = lines(case, &view.conditions);
        let certificates = certificates(&view);
        view.sections = [
            ("deployment", lanes.is_empty()),
            ("endpoints", lines.is_empty()),
            ("certificates", certificates.is_empty()),
        ]
        .iter()
        .filter(|(_, is_empty)| !is_empty)
        .map(|(anchor, _)| *anchor)
        .collect();
        let (serious, notes) = cards(&summary.problems, states);
        let nothing_known = serious
            .iter()
            .all(|card| card.sign == Sign::from(Status::Error));
        let to_mend = match nothing_known {
            true => "What could not be checked",
            false => "What to mend",
        };
        let sections = [(to_mend, serious), ("Worth knowing", notes)];
        Self {
            domain: &case.observation.domain.unicode,
            sign: overall(states.iter().map(|state| state.status)).into(),
            verdict: &summary.verdict,
            checked: checked(case, &certificates),
            tiles: tiles(&view, &certificates),
            audiences: summary.audiences.iter().map(Audience::from).collect(),
            sections: sections
                .into_iter()
                .filter(|(_, cards)| !cards.is_empty())
                .map(|(title, cards)| Section { title, cards })
                .collect(),
            lanes,
            lines,
            certificates,
            lookups: lookups(&case.observation),
            fine: states.iter().filter_map(Fine::of).collect(),
            all_the_same: all_the_same(&view),
            notes: &summary.notes,
        }
    }
}

/// When, and what of certificates. How long it took is told of each endpoint:
/// there are further looks after this one, and no one number for them all.
fn checked(case: &Case, shown: &[Certificate<'_>]) -> String {
    let certificates = match (&case.tls.missing, case.tls.probes.is_empty()) {
        (Some(_), _) => "certificates could not be looked at",
        (None, true) => "certificates not looked at",
        (None, false) if shown.is_empty() => "no certificate was shown",
        (None, false) => "certificates looked at",
    };
    format!("{} · {certificates}", moment(&case.observation.started_at))
}

/// What works in itself gets nobody in where something else keeps them out.
fn all_the_same(view: &View<'_>) -> String {
    let closed: Vec<&str> = view.closed().map(peers).collect();
    match closed.is_empty() {
        true => String::new(),
        false => capital(&format!(
            "{} do not get in all the same: what is fine here is not what keeps them out.",
            list(&closed)
        )),
    }
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
        let told = matches!(state.status, Status::Ok | Status::Unknown);
        (told && !Meta::read(state).unwanted).then(|| Self {
            sign: state.status.into(),
            rule: &state.rule,
            message: &state.message,
        })
    }
}
