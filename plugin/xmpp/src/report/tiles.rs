//! One tile for each area: its worst state, and the words that say why.

use checker_kit::contract::Status;
use checker_kit::state::overall;
use checker_kit::text::count;
use checker_stream::side::Side;

use super::certificates::Certificate;
use super::dates::remaining;
use super::signs::Sign;
use super::view::View;
use super::words::words;
use crate::case::Case;
use crate::observation::Endpoint;
use crate::sasl::offered;
use crate::standing::Standing;
use crate::summary::Access;

/// The rules whose worst state colours each tile.
const DNS: &[&str] = &["xmpp.srv_c2s", "xmpp.srv_s2s", "xmpp.ipv6_reachable"];
const CLIENTS: &[&str] = &["xmpp.c2s_reachable", "xmpp.direct_tls"];
const LOGIN: &[&str] = &["xmpp.sasl_mechanisms"];
const SERVERS: &[&str] = &["xmpp.s2s_reachable", "xmpp.s2s_dialback"];
const ENCRYPTION: &[&str] = &["xmpp.starttls_required"];
const CERTIFICATES: &[&str] = &["xmpp.tls_quality"];

/// The rules whose findings are told by how many endpoints are left.
const REACHABLE: &[&str] = &["xmpp.c2s_reachable", "xmpp.s2s_reachable"];

/// A tile.
#[derive(Debug)]
pub(super) struct Tile {
    pub(super) title: &'static str,
    pub(super) sign: Sign,
    pub(super) words: String,
    /// What it leads to: a problem, or a section.
    pub(super) anchor: String,
}

/// What is said against an area besides its rules.
#[derive(Default)]
struct Further {
    /// What tells more than the rules.
    before: Vec<Objection>,
    /// What tells less, and counts all the same.
    after: Vec<Objection>,
}

/// One thing that is said against an area.
struct Objection {
    status: Status,
    words: String,
    /// The state behind it, by its position.
    state: Option<usize>,
}

/// The tiles of what is judged; `certificates` are those that are shown.
pub(super) fn tiles(view: &View<'_>, certificates: &[Certificate<'_>]) -> Vec<Tile> {
    let case = view.case;
    let mut tiles = vec![tile(
        view,
        "DNS",
        DNS,
        "dns",
        records(case),
        Further::default(),
    )];
    if case.mode.covers(Side::Client) {
        tiles.push(of_side(view, "Clients", CLIENTS, Side::Client));
        tiles.push(login(view));
    }
    if case.mode.covers(Side::Server) {
        tiles.push(of_side(view, "Servers", SERVERS, Side::Server));
    }
    tiles.push(encryption(view));
    tiles.push(of_certificates(view, certificates));
    tiles
}

/// A tile by its rules, and by what else is said against the area.
fn tile(
    view: &View<'_>,
    title: &'static str,
    rules: &[&str],
    section: &'static str,
    usual: String,
    further: Further,
) -> Tile {
    let of_area = || {
        let states = view.states.iter().enumerate();
        states.filter(|(_, state)| rules.contains(&state.rule.as_str()))
    };
    let said = of_area().map(|(at, state)| Objection {
        status: state.status,
        words: words(state),
        state: Some(at),
    });
    let mut objections = further.before;
    objections.extend(said);
    objections.extend(further.after);
    let status = overall(objections.iter().map(|one| one.status));
    let worst = match status {
        Status::Ok | Status::Unknown => None,
        _ => objections.into_iter().find(|one| one.status == status),
    };
    let problem = worst
        .as_ref()
        .and_then(|worst| view.problem_of(worst.state?));
    Tile {
        title,
        sign: status.into(),
        anchor: match problem {
            Some(number) => format!("problem-{number}"),
            None => view.section(section).to_owned(),
        },
        words: worst.map_or(usual, |worst| worst.words),
    }
}

/// Clients or servers: no better than what their endpoints and audiences say.
fn of_side(view: &View<'_>, title: &'static str, rules: &[&str], side: Side) -> Tile {
    let (up, all) = reachable(view.case, side);
    let usual = match (up, all) {
        (_, 0) => "no endpoint".into(),
        (0, _) => "none reachable".into(),
        (up, all) => format!("{up} of {all} reachable"),
    };
    let mut before = Vec::new();
    if up > 0 {
        before.extend(nobody(view, side, "nobody gets in"));
    }
    if up < all {
        before.extend(unreachable(view, rules, &usual));
    }
    let after = of_endpoints(view, side).into_iter().chain(some(view, side));
    let further = Further {
        before,
        after: after.collect(),
    };
    tile(view, title, rules, "deployment", usual, further)
}

/// Findings on endpoints that do not work are told by their number.
fn unreachable(view: &View<'_>, rules: &[&str], words: &str) -> Vec<Objection> {
    let states = view.states.iter().enumerate();
    let of_area = states.filter(|(_, state)| {
        let rule = state.rule.as_str();
        REACHABLE.contains(&rule) && rules.contains(&rule) && is_objection(state.status)
    });
    let told = of_area.map(|(at, state)| Objection {
        status: state.status,
        words: words.to_owned(),
        state: Some(at),
    });
    told.collect()
}

/// That nobody gets in, whatever works for itself.
fn nobody(view: &View<'_>, side: Side, words: &str) -> Option<Objection> {
    let entrance = view.entrance(side)?;
    let is_bad = is_objection(entrance.status) && entrance.access == Access::None;
    is_bad.then(|| Objection {
        status: entrance.status,
        words: match entrance.status {
            Status::Info => "not offered".into(),
            _ => words.to_owned(),
        },
        state: view.worst_at(side),
    })
}

/// That some fare badly, where nothing else tells why.
fn some(view: &View<'_>, side: Side) -> Option<Objection> {
    let entrance = view.entrance(side)?;
    matches!(entrance.status, Status::Warn | Status::Crit).then(|| Objection {
        status: entrance.status,
        words: "not for everybody".into(),
        state: None,
    })
}

/// The worst that is said of a side's endpoints: as bad as it is where it holds
/// for all of them, else worth a warning.
fn of_endpoints(view: &View<'_>, side: Side) -> Option<Objection> {
    let conditions = || view.conditions_of(side);
    let worst = overall(conditions().map(|(_, condition)| condition.status));
    if !matches!(worst, Status::Warn | Status::Crit) {
        return None;
    }
    let everywhere = conditions().all(|(_, condition)| condition.status == worst);
    let state = view.worst_at(side);
    Some(Objection {
        status: if everywhere { worst } else { Status::Warn },
        words: match state.and_then(|at| view.states.get(at)) {
            Some(state) => words(state),
            None => "some do not work".into(),
        },
        state,
    })
}

fn is_objection(status: Status) -> bool {
    !matches!(status, Status::Ok | Status::Unknown)
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

/// How many endpoints of a side complete TLS, and how many there are.
fn reachable(case: &Case, side: Side) -> (usize, usize) {
    let all = || case.observation.side(side);
    let up = all().filter(|endpoint| endpoint.secured()).count();
    (up, all().count())
}

/// What is offered is worth nothing to those who do not get that far.
fn login(view: &View<'_>) -> Tile {
    let mechanism = strongest(view.case);
    let unseen = mechanism.is_none();
    let out = nobody(view, Side::Client, "nobody gets that far").filter(|_| !unseen);
    let usual = mechanism.unwrap_or_else(|| "not seen".into());
    let further = Further {
        before: out.into_iter().collect(),
        after: Vec::new(),
    };
    tile(view, "Login", LOGIN, "endpoints", usual, further)
}

/// The strongest mechanism of the endpoint that is tried first.
fn strongest(case: &Case) -> Option<String> {
    let mut usable = case
        .observation
        .side(Side::Client)
        .filter(|endpoint| endpoint.usable());
    let features = usable.next()?.last().features.as_ref()?;
    Some(match offered(features).as_slice() {
        [] => "no mechanism".into(),
        ["PLAIN"] => "PLAIN only".into(),
        [strongest, ..] => (*strongest).trim_end_matches("-PLUS").to_owned(),
    })
}

fn encryption(view: &View<'_>) -> Tile {
    let (versions, outdated) = versions(view.case);
    let words = match (versions.as_slice(), outdated) {
        ([], false) => "not seen".into(),
        ([], true) => "outdated".into(),
        (versions, _) => versions.join(" and "),
    };
    let old = outdated.then(|| Objection {
        status: Status::Warn,
        words: "outdated".into(),
        state: None,
    });
    let further = Further {
        before: Vec::new(),
        after: old.into_iter().collect(),
    };
    let tile = tile(view, "Encryption", ENCRYPTION, "endpoints", words, further);
    // The title says what the words are about.
    let words = tile.words.trim_start_matches("encryption ").to_owned();
    Tile { words, ..tile }
}

/// What was agreed on, and whether somewhere nothing current is.
fn versions(case: &Case) -> (Vec<String>, bool) {
    let mut versions: Vec<String> = judged(case)
        .filter(|endpoint| endpoint.diagnosis.is_none())
        .filter_map(|endpoint| endpoint.last().tls.as_ref())
        .map(|tls| tls.version.replace("TLSv", "TLS "))
        .collect();
    versions.sort();
    versions.dedup();
    let outdated = judged(case).any(|one| Standing::of(one) == Standing::Outdated);
    (versions, outdated)
}

/// No better than any certificate that is shown.
fn of_certificates(view: &View<'_>, certificates: &[Certificate<'_>]) -> Tile {
    let ends = judged(view.case)
        .filter_map(|endpoint| endpoint.last().tls.as_ref()?.certificate.as_ref())
        .map(|certificate| certificate.not_after);
    let looked_at = view.states.iter().any(|state| {
        CERTIFICATES.contains(&state.rule.as_str()) && state.status != Status::Unknown
    });
    let words = match ends.min() {
        None => "none shown".into(),
        Some(end) if looked_at => remaining(end, view.case.judged_at),
        Some(_) => "not looked at".into(),
    };
    let states = view.states.iter().enumerate();
    let dated = states.filter_map(|(at, state)| {
        let of_area = CERTIFICATES.contains(&state.rule.as_str());
        Some(Objection {
            status: state.status,
            words: view.remaining(at, state).filter(|_| of_area)?,
            state: Some(at),
        })
    });
    let shown = certificates.iter().map(|one| Objection {
        status: one.status,
        words: one.acceptance.clone(),
        state: None,
    });
    let further = Further {
        before: dated.collect(),
        after: shown.filter(|one| is_objection(one.status)).collect(),
    };
    tile(
        view,
        "Certificates",
        CERTIFICATES,
        "certificates",
        words,
        further,
    )
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
