//! `xmpp.srv_s2s`: are the records there, and do they lead anywhere?

use checker_kit::contract::Status;
use checker_kit::rule::Rule;
use checker_stream::side::Side;

use super::records;
use super::side_rule::SideRule;
use crate::case::Case;

const NAME: &str = "xmpp.srv_s2s";

pub(super) const RULE: Rule<Case> = Rule {
    name: NAME,
    description: "Server-to-server SRV records (_xmpp-server, _xmpps-server) are published \
                  and resolvable.",
    severity: Status::Crit,
    part: Some(Side::Server),
    judge: |case| records::judge(&SideRule::new(case, Side::Server, NAME)),
};
