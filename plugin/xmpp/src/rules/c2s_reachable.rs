//! `xmpp.c2s_reachable`: does anybody get in?

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_stream::side::Side;

use super::reachable;
use super::side_rule::SideRule;
use crate::case::Case;

const NAME: &str = "xmpp.c2s_reachable";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "At least one client-to-server endpoint accepts TCP and completes TLS.",
    severity: Status::Crit,
    part: Some(Side::Client),
    judge: |case| reachable::judge(&SideRule::new(case, Side::Client, NAME)),
};
