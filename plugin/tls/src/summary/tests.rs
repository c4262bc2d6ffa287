//! What people read, from cases to words.

use checker_kit::checker::Summary;
use checker_kit::contract::{State, Status};
use checker_kit::rule::evaluate;
use checker_kit::switches::Switches;

use super::{CLASSES, summary};
use crate::case::Case;
use crate::lab::{Lab, Leaf, V4, V6, out_of_time, refused, unspoken};
use crate::rules;

fn states(case: &Case) -> Vec<State> {
    evaluate(rules::ALL, case, Switches::default())
}

fn summed(lab: &Lab) -> Summary {
    let case = lab.case();
    let summary = summary(&case, &states(&case));
    assert!(CLASSES.iter().any(|(word, _)| *word == summary.class));
    for table in &summary.tables {
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.columns.len(), "{}", table.title);
        }
    }
    summary
}

fn expired() -> Lab {
    Lab::issued(&Leaf {
        until_day: -2,
        ..Leaf::sound()
    })
}

#[test]
fn a_sound_deployment() {
    let summary = summed(&Lab::sound());
    assert_eq!(summary.class, "sound");
    assert_eq!(
        summary.verdict,
        "Whoever validates certificates gets a secure connection at 1 endpoint."
    );
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    assert!(summary.notes.is_empty());
    assert_eq!(summary.tables.len(), 2);
    let remaining = summary
        .gauges
        .iter()
        .find(|gauge| gauge.name == "certificate_remaining");
    assert_eq!(remaining.unwrap().value, 60.0 * 86_400.0);
    assert!(
        summary
            .audiences
            .iter()
            .all(|audience| audience.status == Status::Ok)
    );
}

#[test]
fn an_expired_certificate_at_four_endpoints_is_one_problem() {
    let mut lab = expired();
    lab.repeat(4);
    let summary = summed(&lab);
    assert_eq!(summary.class, "broken");
    assert_eq!(
        summary.verdict,
        "Whoever validates certificates gets no secure connection at 4 endpoints."
    );
    let [problem] = &summary.problems[..] else {
        panic!("{:#?}", summary.problems);
    };
    assert_eq!(problem.status, Status::Crit);
    assert_eq!(
        problem.title,
        "The certificate expired on 2026-01-30, 2 days ago"
    );
    assert_eq!(
        problem.effect,
        "Whoever validates certificates does not connect."
    );
    assert_eq!(problem.subjects.len(), 4);
    assert!(problem.fix.starts_with("Renew"));
    let validating = &summary.audiences[0];
    assert_eq!(validating.status, Status::Crit);
    assert_eq!(validating.outcome, "gets through at 0 of 4 endpoints");
    assert_eq!(summary.audiences[1].status, Status::Ok);
}

#[test]
fn a_private_authority_at_several_endpoints_is_one_problem() {
    let mut lab = Lab::sound();
    lab.repeat(3);
    lab.terms.roots.clear();
    let summary = summed(&lab);
    assert_eq!(summary.problems.len(), 1, "{:#?}", summary.problems);
    assert!(summary.problems[0].fix.contains("trusted root"));
}

#[test]
fn one_of_two_is_broken() {
    let mut lab = Lab::sound();
    lab.add_address("two", &[Leaf::sound().self_signed()]);
    let summary = summed(&lab);
    assert_eq!(summary.class, "broken");
    assert_eq!(
        summary.verdict,
        "Whoever validates certificates gets no secure connection at 1 of 2 endpoints."
    );
    assert_eq!(summary.audiences[0].status, Status::Warn);
    let statuses: Vec<Status> = summary.tables[0]
        .rows
        .iter()
        .map(|row| row.status)
        .collect();
    assert_eq!(statuses, [Status::Ok, Status::Crit]);
}

#[test]
fn a_chain_that_was_not_validated_turns_nobody_away() {
    let mut lab = Lab::sound();
    lab.only().addresses[0].chain.sent = 80;
    let summary = summed(&lab);
    assert_eq!(summary.class, "flawed");
    assert_eq!(summary.audiences[0].status, Status::Unknown);
    assert_eq!(
        summary.audiences[0].outcome,
        "gets through at 0 of 1 endpoint, and perhaps at 1 more"
    );
}

#[test]
fn something_to_mend() {
    let mut lab = Lab::sound();
    lab.only().addresses.push(refused(V6));
    let summary = summed(&lab);
    assert_eq!(summary.class, "flawed");
    assert_eq!(
        summary.verdict,
        "A secure connection is to be had at 1 endpoint, with something to mend."
    );
    assert_eq!(summary.problems[0].cause, "family.dead:ipv6");
}

#[test]
fn nothing_to_look_at_and_nothing_that_could_be() {
    let summary = summed(&Lab::empty());
    assert_eq!(summary.class, "not-checked");
    assert_eq!(summary.verdict, "There is no TLS endpoint to look at.");
    assert!(summary.tables.is_empty() && summary.audiences.is_empty());
    for endpoint in [unspoken(), {
        let mut lab = Lab::sound();
        lab.only().addresses = vec![out_of_time(V4)];
        lab.only().clone()
    }] {
        let mut lab = Lab::sound();
        *lab.only() = endpoint;
        let summary = summed(&lab);
        assert_eq!(summary.class, "not-checked");
        assert_eq!(summary.verdict, "No TLS endpoint could be looked at.");
        assert!(summary.audiences.is_empty());
    }
}

#[test]
fn what_was_left_out_is_a_note() {
    let mut lab = Lab::sound();
    lab.observation.left_out = 3;
    lab.only().addresses_left_out = 1;
    lab.repeat(2);
    assert_eq!(
        summed(&lab).notes,
        [
            "3 endpoints left out: more than can be looked at in one check.",
            "1 address more of im.example.org left out: a host's first ones are looked at.",
        ]
    );
}

#[test]
fn every_state_that_is_not_fine_has_a_cause_or_nothing_to_mend() {
    let mut lab = expired();
    lab.terms.roots.clear();
    lab.only().addresses.push(refused(V6));
    lab.observation.endpoints.insert("mail".into(), unspoken());
    for state in states(&lab.case()) {
        let to_mend = !matches!(state.status, Status::Ok | Status::Unknown);
        assert_eq!(state.cause.is_some(), to_mend, "{state:?}");
    }
}
