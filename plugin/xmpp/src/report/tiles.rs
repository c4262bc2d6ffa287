//! One tile for each area: its worst state, and the words that matter.

use checker_kit::contract::{State, Status};
use checker_kit::state::overall;
use checker_kit::text::count;
use checker_stream::side::Side;

use super::dates::remaining;
use super::signs::Sign;
use crate::case::Case;
use crate::observation::Endpoint;
use crate::sasl::offered;
use crate::standing::Standing;

/// The rules whose worst state colours each tile.
const DNS: &[&str] = &["xmpp.srv_c2s", "xmpp.srv_s2s", "xmpp.ipv6_reachable"];
const CLIENTS: &[&str] = &["xmpp.c2s_reachable", "xmpp.direct_tls"];
const LOGIN: &[&str] = &["xmpp.sasl_mechanisms"];
const SERVERS: &[&str] = &["xmpp.s2s_reachable", "xmpp.s2s_dialback"];
const ENCRYPTION: &[&str] = &["xmpp.starttls_required"];
const CERTIFICATES: &[&str] = &["xmpp.tls_quality"];

/// A tile.
pub(super) struct Tile {
    pub(super) title: &'static str,
    pub(super) sign: Sign,
    pub(super) words: String,
    /// The section that it leads to.
    pub(super) anchor: &'static str,
}

/// The tiles of what is judged.
pub(super) fn tiles(case: &Case, states: &[State]) -> Vec<Tile> {
    let tile = |title, rules: &[&str], anchor, words| {
        let of_area = states
            .iter()
            .filter(|state| rules.contains(&state.rule.as_str()));
        Tile {
            title,
            sign: overall(of_area.map(|state| state.status)).into(),
            words,
            anchor,
        }
    };
    let mut tiles = vec![tile("DNS", DNS, "dns", records(case))];
    if case.mode.covers(Side::Client) {
        let words = endpoints(case, Side::Client);
        tiles.push(tile("Clients", CLIENTS, "deployment", words));
        tiles.push(tile("Login", LOGIN, "endpoints", login(case)));
    }
    if case.mode.covers(Side::Server) {
        let words = endpoints(case, Side::Server);
        tiles.push(tile("Servers", SERVERS, "deployment", words));
    }
    tiles.push(tile("Encryption", ENCRYPTION, "endpoints", versions(case)));
    tiles.push(certificates(case, states));
    tiles
}

fn judged(case: &Case) -> impl Iterator<Item = &Endpoint> {
    case.observation
        .endpoints
        .iter()
        .filter(|endpoint| case.mode.covers(endpoint.side))
}

fn records(case: &Case) -> String {
    let services = case.observation.services.iter();
    let failed = services.clone().any(|lookup| lookup.failure().is_some());
    match (
        services.map(|lookup| lookup.real().count()).sum::<usize>(),
        failed,
    ) {
        (0, true) => "no answer".into(),
        (0, false) => "no SRV records".into(),
        (number, _) => count(number, "record"),
    }
}

fn endpoints(case: &Case, side: Side) -> String {
    let all = case.observation.side(side).count();
    let up = case
        .observation
        .side(side)
        .filter(|endpoint| endpoint.secured())
        .count();
    match (up, all) {
        (_, 0) => "no endpoint".into(),
        (0, _) => "none reachable".into(),
        (up, all) => format!("{up} of {all} reachable"),
    }
}

/// The strongest mechanism of the endpoint that is tried first.
fn login(case: &Case) -> String {
    let mut usable = case
        .observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.usable());
    let Some(features) = usable
        .next()
        .and_then(|endpoint| endpoint.last().features.as_ref())
    else {
        return "not seen".into();
    };
    match offered(features).as_slice() {
        [] => "no mechanism".into(),
        ["PLAIN"] => "PLAIN only".into(),
        [strongest, ..] => (*strongest).trim_end_matches("-PLUS").to_owned(),
    }
}

fn versions(case: &Case) -> String {
    let mut versions: Vec<String> = judged(case)
        .filter(|endpoint| endpoint.diagnosis.is_none())
        .filter_map(|endpoint| endpoint.last().tls.as_ref())
        .map(|tls| tls.version.replace("TLSv", "TLS "))
        .collect();
    versions.sort();
    versions.dedup();
    let outdated = judged(case).any(|one| Standing::of(one) == Standing::Outdated);
    match (versions.as_slice(), outdated) {
        ([], true) => "outdated".into(),
        ([], false) => "not seen".into(),
        (versions, _) => versions.join(" and "),
    }
}

fn certificates(case: &Case, states: &[State]) -> Tile {
    let states = states
        .iter()
        .filter(|state| CERTIFICATES.contains(&state.rule.as_str()));
    let status = overall(states.map(|state| state.status));
    let ends = judged(case)
        .filter_map(|endpoint| endpoint.last().tls.as_ref()?.certificate.as_ref())
        .map(|certificate| certificate.not_after);
    let words = match (status, ends.min()) {
        (Status::Unknown, _) => "not looked at".into(),
        (_, Some(end)) => remaining(end, case.judged_at),
        (_, None) => "none seen".into(),
    };
    Tile {
        title: "Certificates",
        sign: status.into(),
        words,
        anchor: "certificates",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    /// Rules that are for no tile, each with the reason.
    const OF_NO_TILE: &[&str] = &[];

    #[test]
    fn every_rule_colours_one_tile_and_no_tile_waits_for_a_rule_that_is_not_there() {
        let areas = [DNS, CLIENTS, LOGIN, SERVERS, ENCRYPTION, CERTIFICATES];
        let mut placed: Vec<&str> = [areas.concat().as_slice(), OF_NO_TILE].concat();
        let mut rules: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        placed.sort_unstable();
        rules.sort_unstable();
        assert_eq!(placed, rules);
    }
}
