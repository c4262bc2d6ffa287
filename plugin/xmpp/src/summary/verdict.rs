//! One sentence: for whom it works and for whom not.

use checker_kit::checker::Problem;
use checker_kit::contract::Status;
use checker_stream::side::Side;

use super::audiences::{Audience, Fare};
use super::class;
use crate::case::Case;
use crate::words::{capital, continued, peers};

/// The sentence.
pub(super) fn verdict(
    case: &Case,
    class: &str,
    problems: &[Problem],
    audiences: &[Audience],
) -> String {
    let domain = &case.observation.domain.unicode;
    let worst = problems.first();
    match class {
        class::NO_SUCH_DOMAIN => return format!("The domain {domain} does not exist."),
        class::NO_XMPP => return format!("{domain} offers no XMPP service."),
        class::NOT_CHECKED => {
            return match worst {
                Some(problem) => {
                    format!("Nothing could be looked at: {}.", continued(&problem.title))
                }
                None => "Nothing was looked at.".to_owned(),
            };
        }
        _ => {}
    }
    let sides: Vec<(Side, Access)> = case
        .mode
        .sides()
        .map(|side| (side, Access::of(side, audiences)))
        .collect();
    let mut sentence = access(&sides);
    // The reason, or what is wrong although everybody gets in.
    let serious = worst
        .filter(|problem| matches!(problem.status, Status::Crit | Status::Warn | Status::Error));
    if let Some(problem) = serious {
        let all_out = sides.iter().all(|(_, access)| *access == Access::None);
        let link = match all_out {
            true => ": ",
            false => ", but ",
        };
        sentence = format!("{sentence}{link}{}", continued(&problem.title));
        sentence.push_str(&more(problems));
    }
    capital(&format!("{sentence}."))
}

/// How a side can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// By everybody.
    All,
    /// By some.
    Some,
    /// By nobody.
    None,
    /// That is not known.
    Unknown,
}

impl Access {
    fn of(side: Side, audiences: &[Audience]) -> Self {
        let of_side = || {
            audiences
                .iter()
                .filter(move |audience| audience.side == side)
        };
        let is_in = |audience: &Audience| matches!(audience.fare, Fare::In | Fare::Late);
        if of_side().all(is_in) {
            return Self::All;
        }
        if of_side().any(is_in) {
            return Self::Some;
        }
        match of_side().any(|audience| audience.fare == Fare::Unknown) {
            true => Self::Unknown,
            false => Self::None,
        }
    }
}

/// `clients get in, other servers do not`.
fn access(sides: &[(Side, Access)]) -> String {
    let verb = |access: Access| match access {
        Access::All => "get in",
        Access::Some => "get in, though not all of them",
        Access::None => "do not get in",
        Access::Unknown => "may get in",
    };
    match sides {
        [(one, first), (other, second)] if first == second => {
            format!("{} and {} {}", peers(*one), peers(*other), verb(*first))
        }
        [(one, Access::All), (other, Access::None)]
        | [(other, Access::None), (one, Access::All)] => {
            format!("{} get in, {} do not", peers(*one), peers(*other))
        }
        several => {
            let parts: Vec<String> = several
                .iter()
                .map(|(side, access)| format!("{} {}", peers(*side), verb(*access)))
                .collect();
            parts.join("; ")
        }
    }
}

fn more(problems: &[Problem]) -> String {
    let serious = problems
        .iter()
        .filter(|problem| matches!(problem.status, Status::Crit | Status::Warn | Status::Error));
    match serious.count() {
        0 | 1 => String::new(),
        2 => " (and one more problem)".to_owned(),
        number => format!(" (and {} more problems)", number - 1),
    }
}
