//! Rows, spans and dead ends.

#![allow(clippy::unwrap_used)]

use checker_kit::dns::Failure;
use checker_kit::rule::evaluate;
use checker_kit::switches::Switches;
use checker_stream::side::Side;

use super::{Lane, lanes};
use crate::case::Case;
use crate::observation::{LookupStatus, Service};
use crate::rules::RULES;
use crate::summary::{conditions, summary};
use crate::testing::{
    V4, change, empty, fallen_back, of, port, publish, refuse, resolve, serve, sound, unanswered,
    unresolvable,
};

fn drawn(case: &Case) -> Vec<Lane> {
    let states = evaluate(RULES, case, Switches::default());
    let problems = summary(case, &states).problems;
    lanes(case, &conditions(case, &states, &problems))
}

/// `record place → host (rows) → stops`.
fn brief(lane: &Lane) -> Vec<String> {
    let rows = lane.rows.iter().map(|row| {
        let end = row
            .dead_end
            .iter()
            .map(|end| format!("{} {}", end.sign.mark, end.why));
        let stops = row
            .stops
            .iter()
            .map(|stop| format!("{} {}", stop.sign.mark, stop.name));
        let ways: Vec<String> = end.chain(stops).collect();
        let span = row.span.map_or_else(String::new, |rows| rows.to_string());
        format!(
            "{} {} → {} ({span}) → {}",
            row.record,
            row.place,
            row.host,
            ways.join(", ")
        )
    });
    rows.collect()
}

#[test]
fn every_record_leads_over_its_target_to_its_own_ports() {
    let lanes = drawn(&sound());
    assert_eq!(lanes.len(), 2);
    assert_eq!(
        brief(&lanes[0]),
        [
            "_xmpps-client 5 / 0, port 5223 → xmpp.example.org (2) → ✓ [2001:db8::1]:5223, \
             ✓ 192.0.2.1:5223",
            "_xmpp-client 5 / 0, port 5222 → xmpp.example.org () → ✓ [2001:db8::1]:5222, \
             ✓ 192.0.2.1:5222",
        ]
    );
    let words: Vec<&str> = lanes[0]
        .rows
        .iter()
        .map(|row| row.neighbours.word())
        .collect();
    assert_eq!(words, ["first", "last"]);
}

#[test]
fn what_leads_nowhere_ends_there_with_the_reason() {
    let mut case = sound();
    publish(&mut case, Service::XmppClient, 5222, "gone.example.org");
    unresolvable(&mut case, "gone.example.org", LookupStatus::NoName);
    publish(&mut case, Service::XmppClient, 5222, "192.0.2.7");
    unanswered(&mut case, Service::XmppsClient, Failure::TimedOut);
    let rows = brief(&drawn(&case)[0]);
    assert_eq!(rows.len(), 4);
    assert_eq!(
        rows[1],
        "_xmpp-client 5 / 0, port 5222 → gone.example.org (1) → ✗ the name does not exist"
    );
    assert_eq!(
        rows[2],
        "_xmpp-client 5 / 0, port 5222 → 192.0.2.7 (1) → ✗ an address, not a name"
    );
    assert_eq!(
        rows[3],
        "_xmpps-client  →  (1) → ✗ no answer from the resolver in time"
    );
}

#[test]
fn the_fallback_and_a_declaration_are_drawn_too() {
    let lanes = drawn(&fallen_back(&[V4]));
    assert_eq!(
        brief(&lanes[0]),
        ["no SRV record fallback, port 5222 → example.org (1) → ✓ 192.0.2.1:5222"]
    );
    let mut case = empty();
    publish(&mut case, Service::XmppServer, 0, ".");
    let lanes = drawn(&case);
    assert_eq!(lanes.len(), 1);
    assert_eq!(
        brief(&lanes[0]),
        ["_xmpp-server  → . (1) → i declared not offered"]
    );
}

#[test]
fn the_legacy_record_stands_with_the_side_that_answered() {
    let mut case = fallen_back(&[]);
    publish(&mut case, Service::Jabber, 5269, "old.example.org");
    resolve(&mut case, "old.example.org", &[V4]);
    serve(&mut case);
    let lanes = drawn(&case);
    let with_legacy: Vec<bool> = lanes
        .iter()
        .map(|lane| lane.rows.iter().any(|row| row.record == "_jabber"))
        .collect();
    assert_eq!(with_legacy, [false, true]);
}

#[test]
fn many_records_that_look_alike_fold_and_problems_never() {
    let mut case = empty();
    for host in 1..=12 {
        let name = format!("node{host:02}.example.org");
        publish(&mut case, Service::XmppClient, 5222, &name);
        resolve(&mut case, &name, &[&format!("192.0.2.{host}")]);
    }
    serve(&mut case);
    let lane = &drawn(&case)[0];
    assert_eq!((lane.rows.len(), lane.folded.len()), (8, 4));
    assert!(
        lane.folded[3].contains("node12.example.org → 192.0.2.12:5222"),
        "{:?}",
        lane.folded
    );

    let last =
        |endpoint: &crate::observation::Endpoint| endpoint.address.to_string() == "192.0.2.12";
    change(&mut case, last, refuse);
    let lane = &drawn(&case)[0];
    assert_eq!((lane.rows.len(), lane.folded.len()), (9, 3));
}

#[test]
fn an_endpoint_with_a_fault_is_not_drawn_as_fine() {
    let mut case = sound();
    change(&mut case, port(5222), |endpoint| {
        endpoint.transcript.features_before_tls = Some(crate::testing::optional_starttls());
    });
    let stop = &drawn(&case)[0].rows[1].stops[0];
    assert_eq!(stop.sign.mark, "✗");
    assert_eq!(
        stop.outcome,
        "answers, but encryption is not required of clients"
    );
    change(&mut case, of(Side::Server), refuse);
    assert_eq!(
        drawn(&case)[1].rows[0].stops[0].outcome,
        "connection refused"
    );
}
