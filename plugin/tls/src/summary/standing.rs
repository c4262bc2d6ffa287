//! How each endpoint is doing, and all of them together.

use checker_kit::contract::{State, Status};
use checker_kit::state::overall;
use checker_kit::text::count;

use crate::case::{Case, Endpoint};
use checker_kit::shared::issue::reference;

/// The words of the class, best first.
pub const CLASSES: &[(&str, &str)] = &[
    (
        Class::Sound.word(),
        "At all endpoints whoever validates certificates gets a secure connection.",
    ),
    (
        Class::Flawed.word(),
        "It works, but some are affected, or soon will be.",
    ),
    (
        Class::Broken.word(),
        "At some endpoint whoever validates certificates gets no connection.",
    ),
    (
        Class::NotChecked.word(),
        "There was no endpoint, or none could be looked at.",
    ),
];

/// What a deployment falls into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Sound,
    Flawed,
    Broken,
    NotChecked,
}

impl Class {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Flawed => "flawed",
            Self::Broken => "broken",
            Self::NotChecked => "not-checked",
        }
    }
}

/// How each endpoint is doing.
pub(super) struct Standings<'a>(Vec<Standing<'a>>);

/// How one endpoint is doing.
pub(super) struct Standing<'a> {
    pub(super) endpoint: &'a Endpoint,
    /// The worst of its states; `unknown` where it could not be looked at.
    pub(super) status: Status,
    /// Whether a client that validates gets through at some address; `None`
    /// where that could not be found out.
    valid: Option<bool>,
}

impl<'a> Standings<'a> {
    pub(super) fn new(case: &'a Case, states: &[State]) -> Self {
        let endpoints = case.endpoints.iter();
        let standings = endpoints.map(|endpoint| Standing {
            endpoint,
            status: status(endpoint, states),
            valid: valid(endpoint, case.judged_at),
        });
        Self(standings.collect())
    }

    pub(super) fn all(&self) -> &[Standing<'a>] {
        &self.0
    }

    /// At how many endpoints something was learnt.
    pub(super) fn looked_at(&self) -> usize {
        self.known().count()
    }

    /// At how many a client that validates gets through.
    pub(super) fn valid(&self) -> usize {
        self.known()
            .filter(|standing| standing.valid == Some(true))
            .count()
    }

    /// At how many that could not be found out.
    pub(super) fn unvalidated(&self) -> usize {
        self.known()
            .filter(|standing| standing.valid.is_none())
            .count()
    }

    /// At how many there is a handshake.
    pub(super) fn secured(&self) -> usize {
        self.known()
            .filter(|standing| standing.endpoint.is_secured())
            .count()
    }

    pub(super) fn class(&self) -> Class {
        let worst = self
            .known()
            .map(|standing| standing.status)
            .max_by_key(|one| *one as u8);
        match worst {
            None => Class::NotChecked,
            Some(_) if self.broken() > 0 => Class::Broken,
            Some(Status::Warn) => Class::Flawed,
            Some(_) => Class::Sound,
        }
    }

    /// One sentence.
    pub(super) fn verdict(&self) -> String {
        let (all, broken) = (self.looked_at(), self.broken());
        let endpoints = count(all, "endpoint");
        match self.class() {
            Class::NotChecked if self.0.is_empty() => {
                "There is no TLS endpoint to look at.".to_owned()
            }
            Class::NotChecked => "No TLS endpoint could be looked at.".to_owned(),
            Class::Sound => {
                format!("Whoever validates certificates gets a secure connection at {endpoints}.")
            }
            Class::Flawed => {
                format!("A secure connection is to be had at {endpoints}, with something to mend.")
            }
            Class::Broken if broken == all => {
                format!("Whoever validates certificates gets no secure connection at {endpoints}.")
            }
            Class::Broken => format!(
                "Whoever validates certificates gets no secure connection at {broken} of {endpoints}."
            ),
        }
    }

    fn broken(&self) -> usize {
        self.known()
            .filter(|standing| standing.status == Status::Crit)
            .count()
    }

    fn known(&self) -> impl Iterator<Item = &Standing<'a>> {
        let known =
            |standing: &&Standing<'_>| !matches!(standing.status, Status::Unknown | Status::Error);
        self.0.iter().filter(known)
    }
}

fn valid(endpoint: &Endpoint, judged_at: i64) -> Option<bool> {
    let named = endpoint.shown().filter(|shown| shown.names_endpoint);
    let verdicts: Vec<Option<bool>> = named.map(|shown| shown.chain_valid(judged_at)).collect();
    match verdicts.contains(&Some(true)) {
        true => Some(true),
        false if verdicts.contains(&None) => None,
        false => Some(false),
    }
}

fn status(endpoint: &Endpoint, states: &[State]) -> Status {
    let own = states
        .iter()
        .filter(|state| reference(state).is_some_and(|one| one == endpoint.r#ref));
    let worst = overall(own.map(|state| state.status));
    match worst {
        // Nothing is said of it: fine where there was something to look at.
        Status::Unknown if endpoint.is_secured() => Status::Ok,
        worst => worst,
    }
}
