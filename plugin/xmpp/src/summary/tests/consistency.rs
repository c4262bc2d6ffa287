//! Over many deployments: no part of a summary contradicts another.

use checker_kit::checker::Summary;
use checker_kit::contract::{State, Status};
use checker_kit::state::overall;
use checker_stream::side::Side;

use super::deployments::{JUDGED, dns};
use super::states;
use crate::case::Case;
use crate::mode::Mode;
use crate::observation::Endpoint;
use crate::rules::part;
use crate::summary::{Access, conditions, entrances, summary};
use crate::testing::{only, sound};
use crate::words::peers;

/// Holds `check` against every deployment.
fn everywhere(check: impl Fn(&str, &Case, &[State], &Summary)) {
    for judged in JUDGED.iter() {
        check(&judged.name, &judged.case, &judged.states, &judged.summary);
    }
}

#[test]
fn what_is_not_right_has_a_cause_and_what_is_right_has_none() {
    everywhere(|name, _, states, _| {
        for state in states {
            let right = matches!(state.status, Status::Ok | Status::Unknown);
            assert_eq!(state.cause.is_none(), right, "{name}: {state:#?}");
        }
    });
}

#[test]
fn problems_hold_every_state_with_a_cause_once_and_have_titles() {
    everywhere(|name, _, states, summary| {
        let mut held: Vec<u32> = summary
            .problems
            .iter()
            .flat_map(|problem| problem.states.clone())
            .collect();
        held.sort_unstable();
        let with_cause = states
            .iter()
            .enumerate()
            .filter(|(_, state)| state.cause.is_some());
        let expected: Vec<u32> = with_cause
            .map(|(at, _)| u32::try_from(at).unwrap())
            .collect();
        assert_eq!(held, expected, "{name}");
        for problem in &summary.problems {
            assert!(!problem.title.is_empty(), "{name}: {problem:#?}");
            assert!(!problem.title.ends_with('.'), "{name}: {}", problem.title);
            let effect = &problem.effect;
            assert!(
                effect.is_empty() || effect.ends_with('.'),
                "{name}: {effect}"
            );
        }
    });
}

#[test]
fn the_class_and_the_sentence_agree_with_the_status() {
    everywhere(|name, _, states, summary| {
        let worst = overall(states.iter().map(|state| state.status));
        let fine = matches!(worst, Status::Ok | Status::Info);
        let may_be_fine = ["sound", "no-xmpp"].contains(&summary.class.as_str());
        assert!(
            !fine || may_be_fine,
            "{name}: {} of {worst:?}",
            summary.class
        );
        assert!(
            summary.class != "sound" || fine,
            "{name}: sound of {worst:?}"
        );
        assert!(
            summary.verdict.ends_with('.'),
            "{name}: {}",
            summary.verdict
        );
        assert!(
            !summary.verdict.contains(".."),
            "{name}: {}",
            summary.verdict
        );
        if matches!(worst, Status::Crit | Status::Warn) && summary.class != "no-xmpp" {
            let promise = ["Clients and other servers get in.", "Clients get in."];
            assert!(
                !promise.contains(&summary.verdict.as_str()),
                "{name}: {}",
                summary.verdict
            );
        }
    });
}

#[test]
fn audiences_agree_with_the_endpoints_where_they_end_up() {
    everywhere(|name, case, _, summary| {
        for audience in summary
            .audiences
            .iter()
            .filter(|one| one.status == Status::Ok)
        {
            let endpoints = case.observation.endpoints.iter();
            let place = |one: &&Endpoint| {
                let place = format!("{}, {}", one.name(), one.method.label());
                audience.outcome.starts_with(&place)
            };
            let rows = &summary.tables[0].rows;
            let row = endpoints
                .filter(|one| case.mode.covers(one.side))
                .position(|one| place(&one))
                .unwrap_or_else(|| panic!("{name}: {audience:#?}"));
            let status = rows[row].status;
            assert!(
                matches!(status, Status::Ok | Status::Info),
                "{name}: {audience:#?} at {:?}",
                rows[row]
            );
        }
    });
}

#[test]
fn no_audience_is_worse_off_than_the_worst_state_says() {
    everywhere(|name, _, states, summary| {
        let worst = overall(states.iter().map(|state| state.status));
        for audience in &summary.audiences {
            let is_crit = audience.status == Status::Crit;
            assert!(
                !is_crit || worst == Status::Crit,
                "{name}: {worst:?} {audience:#?}"
            );
        }
    });
}

#[test]
fn nobody_gets_in_where_the_certificate_has_expired() {
    let deployments = dns();
    let (_, case) = deployments
        .iter()
        .find(|(name, _)| name == "expired")
        .unwrap();
    let summary = summary(case, &states(case));
    assert!(
        summary
            .audiences
            .iter()
            .all(|audience| audience.status == Status::Crit)
    );
    assert!(
        summary.tables[0]
            .rows
            .iter()
            .all(|row| row.status == Status::Crit)
    );
}

#[test]
fn only_sides_that_were_looked_at_are_spoken_of() {
    let case = only(sound(), Mode::C2s);
    let summary = summary(&case, &states(&case));
    let about_servers = summary
        .audiences
        .iter()
        .filter(|one| one.who.contains("server"));
    assert_eq!(about_servers.count(), 0);
    assert!(!summary.verdict.contains("server"), "{}", summary.verdict);
}

/// The audiences of a side.
fn of_side(summary: &Summary, side: Side) -> impl Iterator<Item = (Status, &str)> {
    let word = match side {
        Side::Client => "client",
        Side::Server => "server",
    };
    let audiences = summary.audiences.iter();
    let audiences =
        audiences.filter(move |audience| audience.who.starts_with(&format!("a {word}")));
    audiences.map(|audience| (audience.status, audience.outcome.as_str()))
}

#[test]
fn nobody_is_plainly_fine_where_a_way_in_is_critically_wrong() {
    let rules = ["xmpp.srv_", "_reachable"];
    everywhere(|name, case, states, summary| {
        for side in case.mode.sides() {
            let critical = states.iter().find(|state| {
                state.status == Status::Crit
                    && part(state) == Some(side)
                    && rules.iter().any(|rule| state.rule.contains(rule))
            });
            let Some(critical) = critical else { continue };
            let fine = of_side(summary, side).find(|(status, _)| *status == Status::Ok);
            assert_eq!(fine, None, "{name}: {side:?}, {critical:#?}");
        }
    });
}

#[test]
fn the_sentence_says_who_stays_outside_and_of_nobody_else() {
    everywhere(|name, case, states, summary| {
        if ["no-such-domain", "no-xmpp", "not-checked"].contains(&summary.class.as_str()) {
            return;
        }
        let conditions = conditions(case, states, &summary.problems);
        for entrance in entrances(case, states, &conditions, &summary.problems) {
            let who = peers(entrance.side);
            let verdict = summary.verdict.to_lowercase();
            // What comes after is the reason.
            let access = verdict.split([':', '(']).next().unwrap_or_default();
            let access = access.split(", but").next().unwrap_or_default();
            let out = access.contains(&format!("{who} do not"))
                || access.contains("clients and other servers do not");
            let meant = entrance.access == Access::None;
            assert_eq!(out, meant, "{name}: {} {entrance:?}", summary.verdict);
            assert!(access.contains(who), "{name}: {}", summary.verdict);
        }
    });
}

#[test]
fn an_audience_that_is_out_says_so_and_why() {
    everywhere(|name, case, _, summary| {
        for side in case.mode.sides() {
            for (status, outcome) in of_side(summary, side) {
                let nowhere = outcome.strip_prefix("nowhere: ");
                assert_ne!(nowhere, Some(""), "{name}: {outcome}");
                assert!(
                    nowhere.is_none() || status != Status::Ok,
                    "{name}: {outcome}"
                );
                assert!(!outcome.trim().is_empty(), "{name}");
            }
        }
    });
}

#[test]
fn the_generator_makes_the_same_deployments_again_and_all_kinds_of_them() {
    let counted = |wanted: fn(Status) -> bool| {
        let random = JUDGED.iter().filter(|one| one.name.starts_with("seed "));
        random
            .filter(|one| wanted(overall(one.states.iter().map(|state| state.status))))
            .count()
    };
    assert!(counted(|_| true) >= 200);
    assert!(counted(|status| status == Status::Crit) > 50);
    assert!(counted(|status| status == Status::Warn) > 10);
    assert!(counted(|status| matches!(status, Status::Ok | Status::Info)) > 5);
    let again = super::deployments::random(7);
    let first = JUDGED.iter().find(|one| one.name == again.0).unwrap();
    assert_eq!(first.case.observation, again.1.observation);
}
