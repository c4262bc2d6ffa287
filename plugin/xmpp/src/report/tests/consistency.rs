//! Over many deployments: no part of the page contradicts another.

use std::collections::BTreeSet;

use checker_kit::contract::Status;
use checker_kit::state::{overall, severity};
use checker_stream::side::Side;

use crate::report::certificates::{Certificate, certificates};
use crate::report::picture::lanes;
use crate::report::render;
use crate::report::signs::Sign;
use crate::report::tiles::{Tile, tiles};
use crate::report::view::View;
use crate::summary::Access;
use crate::summary::tests::deployments::{JUDGED, Judged};

/// Holds `check` against every deployment.
fn everywhere(check: impl Fn(&Judged, &View<'_>, &[Certificate<'_>], &[Tile])) {
    for judged in JUDGED.iter() {
        let view = View::new(&judged.case, &judged.states, &judged.summary);
        let certificates = certificates(&view);
        let tiles = tiles(&view, &certificates);
        check(judged, &view, &certificates, &tiles);
    }
}

fn status(sign: Sign) -> Status {
    let all = [
        Status::Ok,
        Status::Info,
        Status::Warn,
        Status::Crit,
        Status::Error,
        Status::Unknown,
    ];
    let mut all = all.into_iter();
    all.find(|status| Sign::from(*status) == sign).unwrap()
}

/// The tiles that are about a side.
fn of_side(tiles: &[Tile], side: Side) -> Vec<&Tile> {
    let titles: &[&str] = match side {
        Side::Client => &["Clients", "Login"],
        Side::Server => &["Servers"],
    };
    let of_side = tiles.iter().filter(|tile| titles.contains(&tile.title));
    of_side.collect()
}

#[test]
fn no_tile_of_a_side_is_fine_where_nobody_gets_in() {
    everywhere(|judged, view, _, tiles| {
        for side in judged.case.mode.sides() {
            let entrance = view.entrance(side).unwrap();
            if entrance.access != Access::None {
                continue;
            }
            for tile in of_side(tiles, side) {
                let sign = status(tile.sign);
                assert_ne!(sign, Status::Ok, "{}: {tile:?} {entrance:?}", judged.name);
            }
            let worst = overall(of_side(tiles, side).iter().map(|tile| status(tile.sign)));
            assert!(
                severity(worst) >= severity(entrance.status),
                "{}: {tiles:#?} {entrance:?}",
                judged.name
            );
        }
    });
}

#[test]
fn no_tile_of_a_side_is_fine_where_an_endpoint_or_an_audience_is_not() {
    everywhere(|judged, view, _, tiles| {
        for side in judged.case.mode.sides() {
            let tile = of_side(tiles, side)[0];
            let conditions = view.conditions_of(side).map(|(_, one)| one.status);
            let worst = overall(conditions.chain([view.entrance(side).unwrap().status]));
            let sign = status(tile.sign);
            assert!(
                sign != Status::Ok || !matches!(worst, Status::Warn | Status::Crit),
                "{}: {tile:?} {worst:?}",
                judged.name
            );
        }
    });
}

#[test]
fn no_tile_is_worse_than_the_badge() {
    everywhere(|judged, _, _, tiles| {
        let badge = overall(judged.states.iter().map(|state| state.status));
        let worst = overall(tiles.iter().map(|tile| status(tile.sign)));
        let (badge, worst) = (severity(badge), severity(worst));
        assert!(
            worst <= badge || badge == severity(Status::Crit),
            "{}: {tiles:#?}",
            judged.name
        );
    });
}

#[test]
fn where_a_tile_is_not_fine_its_words_say_why() {
    everywhere(|judged, _, _, tiles| {
        for tile in tiles {
            let words = tile.words.as_str();
            assert!(!words.is_empty(), "{}: {tile:?}", judged.name);
            assert!(words.split(' ').count() <= 5, "{}: {tile:?}", judged.name);
            if matches!(status(tile.sign), Status::Ok | Status::Unknown) {
                continue;
            }
            let all_reachable = words
                .strip_suffix(" reachable")
                .and_then(|words| words.split_once(" of "))
                .is_some_and(|(up, all)| up == all);
            let is_praise = all_reachable
                || ["TLS 1", "SCRAM-SHA-256"]
                    .iter()
                    .any(|word| words.starts_with(word))
                || words.ends_with(" record")
                || words.ends_with(" records")
                    && words.starts_with(|one: char| one.is_ascii_digit());
            assert!(!is_praise, "{}: {tile:?}", judged.name);
        }
    });
}

#[test]
fn no_certificate_is_fine_that_something_is_said_against() {
    everywhere(|judged, _, certificates, tiles| {
        let tile = tiles
            .iter()
            .find(|tile| tile.title == "Certificates")
            .unwrap();
        for certificate in certificates {
            let against = judged.states.iter().filter(|state| {
                let cause = state.cause.as_deref().unwrap_or_default();
                let about = cause.rsplit(':').next().unwrap_or_default();
                cause.starts_with("certificate.") && certificate.sha256.starts_with(about)
            });
            let worst = overall(against.map(|state| state.status));
            let shown = certificate.status;
            assert!(
                severity(shown) >= severity(worst),
                "{}: {shown:?} {} {worst:?}",
                judged.name,
                certificate.acceptance
            );
            let of_tile = status(tile.sign);
            let is_bad = !matches!(shown, Status::Ok | Status::Unknown);
            assert!(
                !is_bad || severity(of_tile) >= severity(shown),
                "{}: {tile:?} {shown:?}",
                judged.name
            );
        }
    });
}

#[test]
fn what_is_linked_is_there_once() {
    everywhere(|judged, _, _, _| {
        let page = render(&judged.case, &judged.states).unwrap();
        let values = |attribute: &str| -> Vec<String> {
            let parts = page.split(attribute).skip(1);
            let values = parts.filter_map(|part| part.split('"').next());
            values.map(str::to_owned).collect()
        };
        let anchors = values(" id=\"");
        let distinct: BTreeSet<&String> = anchors.iter().collect();
        assert_eq!(anchors.len(), distinct.len(), "{}", judged.name);
        let links = values("href=\"#");
        assert!(!links.is_empty(), "{}", judged.name);
        for link in links {
            assert!(anchors.contains(&link), "{}: #{link}", judged.name);
        }
    });
}

#[test]
fn the_picture_shows_every_endpoint_as_it_is_and_every_way_to_its_end() {
    everywhere(|judged, view, _, _| {
        let lanes = lanes(&judged.case, &view.conditions);
        let rows = || lanes.iter().flat_map(|lane| &lane.rows);
        for row in rows() {
            assert_eq!(
                row.stops.is_empty(),
                row.dead_end.is_some(),
                "{}: {row:?}",
                judged.name
            );
        }
        for (endpoint, condition) in judged
            .case
            .observation
            .endpoints
            .iter()
            .zip(&view.conditions)
        {
            let drawn: Vec<Sign> = rows()
                .flat_map(|row| &row.stops)
                .filter(|stop| stop.name == endpoint.name())
                .map(|stop| stop.sign)
                .collect();
            let told = lanes.iter().flat_map(|lane| &lane.folded);
            let folded = told.filter(|row| row.contains(&endpoint.name())).count();
            assert!(
                drawn.contains(&condition.status.into()) || folded > 0,
                "{}: {} {condition:?} {drawn:?}",
                judged.name,
                endpoint.name()
            );
        }
    });
}
