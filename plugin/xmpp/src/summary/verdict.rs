//! One sentence: for whom it works and for whom not.

use checker_kit::checker::Problem;
use checker_kit::contract::{State, Status};
use checker_stream::side::Side;

use super::access::Access;
use super::audiences::Audience;
use super::class;
use crate::case::Case;
use crate::faults::Fault;
use crate::rules::part;
use crate::words::{capital, continued, peers};

/// The sentence.
pub(super) fn verdict(
    case: &Case,
    states: &[State],
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
    let out: Vec<Side> = sides
        .iter()
        .filter(|(_, access)| *access == Access::None)
        .map(|(side, _)| *side)
        .collect();
    if let Some(problem) = worst.filter(|problem| is_serious(problem)) {
        sentence += &match out.as_slice() {
            // What is wrong although they get in.
            [] => format!(", but {}", continued(&problem.title)),
            [side] => why_out(*side, problem, problems, states),
            both => why_all_out(both, problem, problems, states),
        };
        sentence.push_str(&more(problems));
    }
    capital(&format!("{sentence}."))
}

/// Why one side is out; what is wrong elsewhere is no reason for it.
fn why_out(side: Side, worst: &Problem, problems: &[Problem], states: &[State]) -> String {
    let mut as_bad = problems
        .iter()
        .filter(|problem| problem.status == worst.status);
    let reason = as_bad.find(|problem| !is_elsewhere(problem, side, states));
    let Some(reason) = reason else {
        return format!("; {}", continued(&worst.title));
    };
    let title = continued(&reason.title);
    match title.strip_prefix(peers(side)) {
        Some(rest) => format!(": they{rest}"),
        None => format!(": {title}"),
    }
}

/// Why all are out: what concerns them all, else what is worst.
fn why_all_out(out: &[Side], worst: &Problem, problems: &[Problem], states: &[State]) -> String {
    let mut as_bad = problems
        .iter()
        .filter(|problem| problem.status == worst.status);
    let concerns_all =
        |problem: &&Problem| !out.iter().any(|side| is_elsewhere(problem, *side, states));
    match as_bad.find(concerns_all) {
        Some(reason) => format!(": {}", continued(&reason.title)),
        None => format!("; first of all, {}", continued(&worst.title)),
    }
}

/// Whether a problem is about the other side only.
fn is_elsewhere(problem: &Problem, side: Side, states: &[State]) -> bool {
    if let Some(about) = problem
        .cause
        .parse::<Fault>()
        .ok()
        .and_then(|one| one.side())
    {
        return about != side;
    }
    let positions = problem.states.iter();
    let parts: Vec<Side> = positions
        .filter_map(|one| states.get(usize::try_from(*one).ok()?))
        .filter_map(part)
        .collect();
    // Rules about both sides do not say which it is.
    !parts.is_empty() && !parts.contains(&side)
}

fn is_serious(problem: &Problem) -> bool {
    matches!(problem.status, Status::Crit | Status::Warn | Status::Error)
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
    match problems.iter().filter(|one| is_serious(one)).count() {
        0 | 1 => String::new(),
        2 => " (and one more problem)".to_owned(),
        number => format!(" (and {} more problems)", number - 1),
    }
}
