//! What every output for people needs, from what was seen and judged.

mod access;
mod affected;
mod audiences;
mod class;
mod endpoints;
mod facts;
mod gauges;
mod headlines;
mod notes;
mod problems;
mod tables;
#[cfg(test)]
pub(crate) mod tests;
mod verdict;

use checker_kit::checker::Summary;
use checker_kit::contract::State;

use crate::case::Case;

pub use access::{Access, Entrance, entrances};
pub use affected::Affected;
pub use class::CLASSES;
pub use endpoints::{Condition, conditions};
pub use facts::{Facts, SCHEMA as FACTS_SCHEMA};

/// The summary of a case with its states, those that the host added included.
pub fn summary(case: &Case, states: &[State]) -> Summary {
    let affected = Affected::new(case, states);
    let problems = problems::problems(case, &affected, states);
    let conditions = endpoints::with(&affected, case, states, &problems);
    let audiences = audiences::audiences(case, &affected, states, &conditions, &problems);
    let class = class::class(case, states, &audiences);
    Summary {
        subject: case.observation.domain.unicode.clone(),
        class: class.to_owned(),
        verdict: verdict::verdict(case, states, class, &problems, &audiences),
        notes: notes::notes(case, states),
        audiences: audiences.into_iter().map(Into::into).collect(),
        tables: tables::tables(case, &conditions),
        gauges: gauges::gauges(case),
        facts: Facts::of(case).to_json(),
        problems,
    }
}
