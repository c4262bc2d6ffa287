//! The one word for surveys.

use checker_kit::contract::{State, Status};

use super::audiences::{Audience, Fare};
use crate::case::Case;
use crate::faults::{Faults, Kind};
use crate::standing::lets_in;

/// The words with their meanings, best first.
pub const CLASSES: &[(&str, &str)] = &[
    (
        SOUND,
        "Clients and other servers get through; nothing has to be mended.",
    ),
    (
        FLAWED,
        "It works, but some clients or servers are affected, or something was not checked.",
    ),
    (BROKEN, "Something is broken for clients or servers."),
    (
        UNREACHABLE,
        "Records or a server are there, but nobody gets in.",
    ),
    (NO_XMPP, "The domain exists and offers no XMPP service."),
    (NO_SUCH_DOMAIN, "The domain does not exist in the DNS."),
    (NOT_CHECKED, "Nothing could be looked at."),
];

pub(super) const SOUND: &str = "sound";
pub(super) const FLAWED: &str = "flawed";
pub(super) const BROKEN: &str = "broken";
pub(super) const UNREACHABLE: &str = "unreachable";
pub(super) const NO_XMPP: &str = "no-xmpp";
pub(super) const NO_SUCH_DOMAIN: &str = "no-such-domain";
pub(super) const NOT_CHECKED: &str = "not-checked";

/// The word for a case.
pub(super) fn class(case: &Case, states: &[State], audiences: &[Audience]) -> &'static str {
    let faults = Faults::of(&case.observation);
    let on_all_sides = |kinds: &[Kind]| {
        let mut sides = case.mode.sides().peekable();
        sides.peek().is_some()
            && sides.all(|side| {
                faults
                    .side(side)
                    .is_some_and(|fault| kinds.contains(&fault.kind))
            })
    };
    let has = |status: Status| states.iter().any(|state| state.status == status);
    if on_all_sides(&[Kind::NoSuchDomain]) {
        return NO_SUCH_DOMAIN;
    }
    let secured = case.observation.endpoints.iter().any(lets_in);
    if on_all_sides(&[Kind::NoRecords, Kind::NotOffered]) && !secured {
        return NO_XMPP;
    }
    let tried = case
        .observation
        .endpoints
        .iter()
        .any(|one| one.not_checked().is_none());
    if audiences.is_empty() || (!tried && has(Status::Error) && !has(Status::Crit)) {
        return NOT_CHECKED;
    }
    if !secured && audiences.iter().all(|audience| audience.fare == Fare::Out) {
        return UNREACHABLE;
    }
    match (has(Status::Crit), has(Status::Warn) || has(Status::Error)) {
        (true, _) => BROKEN,
        (false, true) => FLAWED,
        (false, false) => SOUND,
    }
}
