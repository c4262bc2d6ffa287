//! The rules: pure functions of what was seen, one file each, in the order to
//! show them.

mod about;
mod c2s_reachable;
mod direct_tls;
mod few;
mod ipv6_reachable;
mod lines;
mod others;
mod reachable;
mod recipe;
mod records;
mod remedies;
mod s2s_dialback;
mod s2s_reachable;
mod sasl_mechanisms;
mod side_rule;
mod srv_c2s;
mod srv_s2s;
mod starttls_required;
mod task;
mod tls_quality;
mod zone;

use checker_kit::contract::State;
use checker_kit::rule::Rule;
use checker_stream::side::Side;

use crate::case::Case;

/// All rules.
pub const RULES: &[Rule<Case>] = &[
    srv_c2s::RULE,
    srv_s2s::RULE,
    c2s_reachable::RULE,
    s2s_reachable::RULE,
    starttls_required::RULE,
    sasl_mechanisms::RULE,
    s2s_dialback::RULE,
    ipv6_reachable::RULE,
    direct_tls::RULE,
    tls_quality::RULE,
];

/// The side that the rule of a state is about; `None` where it is about both,
/// or is none of these.
pub fn part(state: &State) -> Option<Side> {
    let rule = RULES.iter().find(|rule| rule.name == state.rule);
    rule.and_then(|rule| rule.part)
}
