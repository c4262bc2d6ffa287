//! `xmpp.ipv6_reachable`: does somebody with IPv6 only get in?

use checker_kit::contract::Status;
use checker_kit::state::Finding;
use checker_kit::tcp::TcpError;
use checker_stream::side::Side;

use super::{Case, names, peers, side_name};
use crate::observation::{Endpoint, Observation};

pub(super) const NAME: &str = "xmpp.ipv6_reachable";

pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    let observation = case.observation;
    let sides = [Side::Client, Side::Server];
    let probed = sides
        .into_iter()
        .filter(|side| observation.mode.covers(*side) && observation.side(*side).next().is_some());
    let findings: Vec<Finding> = probed.map(|side| judge_side(observation, side)).collect();
    match findings.is_empty() {
        true => vec![Finding::skipped(NAME, "There is no endpoint.")],
        false => findings,
    }
}

fn judge_side(observation: &Observation, side: Side) -> Finding {
    let v6: Vec<&Endpoint> = observation
        .side(side)
        .filter(|endpoint| endpoint.address.is_ipv6())
        .collect();
    let name = side_name(side);
    if v6.is_empty() {
        return Finding::new(
            Status::Info,
            NAME,
            "no-address",
            format!(
                "The {name} service has no IPv6 address (AAAA): {} with IPv6 only cannot reach it.",
                peers(side)
            ),
        )
        .subject(side.word())
        .fix("Add AAAA records for the SRV targets and let the server listen on IPv6.");
    }
    if v6.iter().any(|endpoint| endpoint.secured()) {
        return Finding::new(
            Status::Ok,
            NAME,
            "reachable",
            format!("The {name} service works over IPv6."),
        )
        .subject(side.word());
    }
    let unknown = v6.iter().all(|endpoint| endpoint.not_checkable().is_some());
    if unknown {
        let no_route = v6
            .iter()
            .any(|endpoint| endpoint.not_checkable() == Some(&TcpError::NoRoute));
        let why = match no_route {
            true => "this machine has no IPv6 itself",
            false => "the prober was not allowed to try",
        };
        return Finding::new(
            Status::Unknown,
            NAME,
            "prober-without-ipv6",
            format!("Whether the {name} service works over IPv6 is not known: {why}."),
        )
        .subject(side.word());
    }
    Finding::new(
        Status::Info,
        NAME,
        "no-answer",
        format!(
            "The {name} service publishes IPv6 addresses, but none of them works ({}): {} that \
             prefer IPv6 wait for nothing.",
            names(v6),
            peers(side)
        ),
    )
    .subject(side.word())
    .fix("Let the server listen on IPv6 and open the firewall, or remove the AAAA records.")
}
