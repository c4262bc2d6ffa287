//! What every output for people needs.

use checker_kit::checker::{Audience, Summary};
use checker_kit::contract::{State, Status};
use checker_kit::problems;
use checker_kit::text::count;

use crate::case::{Case, Endpoint};

/// The words of the class, best first.
pub const CLASSES: &[(&str, &str)] = &[
    (
        Class::Matching.word(),
        "Servers that know DANE go by TLSA records, and these match everywhere.",
    ),
    (
        Class::None.word(),
        "There are no TLSA records that anybody goes by.",
    ),
    (
        Class::Mismatch.word(),
        "At some endpoint servers that know DANE do not connect.",
    ),
    (Class::NotChecked.word(), "Nothing could be found out."),
];

/// The summary of a case with the states that it was given.
pub fn summary(case: &Case, states: &[State]) -> Summary {
    let class = Class::of(case);
    Summary {
        notes: notes(case),
        audiences: audience(case).into_iter().collect(),
        ..problems::summary(class.word(), class.verdict(), states)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Matching,
    None,
    Mismatch,
    NotChecked,
}

impl Class {
    fn of(case: &Case) -> Self {
        let gone_by = || applying(case).filter_map(Endpoint::matches);
        let answered = |endpoint: &Endpoint| {
            let lookup = endpoint.lookup.as_ref();
            lookup.is_some_and(|lookup| lookup.status.failure().is_none())
        };
        if gone_by().any(|matches| !matches) {
            return Self::Mismatch;
        }
        if gone_by().next().is_some() {
            return Self::Matching;
        }
        let unknown = case.validating == Some(false) || applying(case).next().is_some();
        match !unknown && case.endpoints.iter().any(answered) {
            true => Self::None,
            false => Self::NotChecked,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Matching => "matching",
            Self::None => "none",
            Self::Mismatch => "mismatch",
            Self::NotChecked => "not-checked",
        }
    }

    fn verdict(self) -> &'static str {
        match self {
            Self::Matching => "Servers that know DANE find the right key.",
            Self::None => "There are no TLSA records that servers go by.",
            Self::Mismatch => "Servers that know DANE do not connect: TLSA records do not match.",
            Self::NotChecked => "Nothing could be found out about TLSA records.",
        }
    }
}

/// Where peers go by records, as far as is known.
fn applying(case: &Case) -> impl Iterator<Item = &Endpoint> {
    let endpoints = case.endpoints.iter();
    endpoints.filter(|one| one.is_found() && one.applies() != Some(false))
}

fn audience(case: &Case) -> Option<Audience> {
    let seen: Vec<bool> = applying(case).filter_map(Endpoint::matches).collect();
    if seen.is_empty() {
        return None;
    }
    let welcome = seen.iter().filter(|matches| **matches).count();
    Some(Audience {
        who: "a server that knows DANE".to_owned(),
        status: match welcome {
            all if all == seen.len() => Status::Ok,
            0 => Status::Crit,
            _ => Status::Warn,
        },
        outcome: format!(
            "gets through at {welcome} of {}",
            count(seen.len(), "endpoint")
        ),
    })
}

fn notes(case: &Case) -> Vec<String> {
    let left_out = (case.left_out > 0).then(|| {
        let number = count(case.left_out, "endpoint");
        format!("{number} left out: more than can be looked at in one check.")
    });
    left_out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use checker_kit::dns::{Failure, LookupStatus};

    use super::*;
    use crate::lab::Lab;

    fn class(lab: &Lab) -> String {
        summary(&lab.case(), &[]).class
    }

    #[test]
    fn the_class_says_what_peers_that_know_dane_meet() {
        let mut lab = Lab::sound();
        assert_eq!(class(&lab), "matching");
        let audience = summary(&lab.case(), &[]).audiences.remove(0);
        assert_eq!(audience.outcome, "gets through at 1 of 1 endpoint");
        for record in &mut lab.lookup().records {
            record.data = "00".repeat(32);
        }
        assert_eq!(class(&lab), "mismatch");
        lab.only().entry.authentic = Some(false);
        assert_eq!(class(&lab), "none");
        lab.without_records(LookupStatus::NoName);
        assert_eq!(class(&lab), "none");
        lab.without_records(LookupStatus::Failed(Failure::TimedOut));
        assert_eq!(class(&lab), "not-checked");
        lab.observation.endpoints.clear();
        assert_eq!(class(&lab), "not-checked");
    }
}
