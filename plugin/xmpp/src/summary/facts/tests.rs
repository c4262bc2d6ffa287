//! The record, and its schema.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use checker_kit::shared::dane_probes;
use checker_stream::side::Side;

use super::{Facts, SCHEMA};
use crate::mode::Mode;
use crate::observation::{Product, Sign, Software};
use crate::testing::{NOW, change, fail, of, only, refuse, report, sound};
use checker_stream::failure::FailureCause;
use checker_stream::step::Step;

/// Where the schema is kept; `UPDATE_SCHEMAS=1` writes it.
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/facts.schema.json");

#[test]
fn the_schema_is_that_of_the_type() {
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Facts)).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(PATH, &schema).expect("the schema can be written");
        return;
    }
    assert_eq!(SCHEMA, schema, "write it with UPDATE_SCHEMAS=1");
}

#[test]
fn a_sound_deployment_in_facts() {
    let mut case = sound();
    report(&mut case, |_| {});
    let facts = Facts::of(&case);
    assert_eq!(facts.client_records, Some(1));
    assert_eq!(
        (facts.hosts, facts.endpoints, facts.endpoints_up),
        (1, 8, 8)
    );
    assert_eq!(
        (facts.client_login, facts.server_authentication),
        (Some(true), Some(true))
    );
    assert_eq!(
        (facts.ipv4, facts.ipv6, facts.client_direct_tls),
        (true, true, Some(true))
    );
    assert_eq!(facts.server_direct_tls, Some(true));
    assert_eq!(facts.starttls_required, Some(true));
    assert_eq!(facts.targets.len(), 1);
    assert!(!facts.networks.is_empty() && facts.dane.is_none());
    assert_eq!(facts.tls_versions, ["TLSv1.3"]);
    assert_eq!(facts.mechanisms.unwrap()[0], "SCRAM-SHA-256-PLUS");
    assert_eq!(facts.server_authentication_by.unwrap(), ["dialback"]);
    assert_eq!(facts.key_types, ["ECDSA 256"]);
    assert_eq!(facts.chains_trusted, Some(true));
    assert!(facts.certificate_not_after_seconds.unwrap() > NOW);
    assert!(facts.faults.is_empty());
}

#[test]
fn what_was_not_looked_at_is_absent() {
    let facts = Facts::of(&only(sound(), Mode::C2s));
    assert_eq!(
        (facts.server_records, facts.server_authentication),
        (None, None)
    );
    assert_eq!(facts.chains_trusted, None);
    let json = facts.to_json();
    assert!(!json.contains("server_"), "{json}");
}

#[test]
fn faults_are_counted_by_their_kinds() {
    let mut case = sound();
    change(&mut case, of(Side::Client), refuse);
    change(
        &mut case,
        of(Side::Server),
        fail(Step::Stream, FailureCause::TimedOut),
    );
    let facts = Facts::of(&case);
    assert_eq!(facts.faults, ["server.silent", "side.down"]);
    assert_eq!(facts.client_login, Some(false));
}

#[test]
fn dane_is_what_every_host_with_records_says() {
    let mut case = sound();
    let mut say = |reference: &str, applies, matches| {
        let probe = dane_probes::Probe {
            applies,
            matches,
            ..dane_probes::Probe::default()
        };
        case.tls.dane.insert(reference.into(), probe);
        Facts::of(&case).dane
    };
    assert_eq!(say("a", Some(false), Some(false)), None);
    assert_eq!(say("b", Some(true), Some(true)), Some(true));
    assert_eq!(say("c", Some(true), Some(false)), Some(false));
}

#[test]
fn facts_are_flat() {
    let json: serde_json::Value = serde_json::from_str(&Facts::of(&sound()).to_json()).unwrap();
    let is_flat = |value: &serde_json::Value| match value {
        serde_json::Value::Object(_) => false,
        serde_json::Value::Array(items) => items
            .iter()
            .all(|item| !item.is_array() && !item.is_object()),
        _ => true,
    };
    assert!(json.as_object().unwrap().values().all(is_flat));
}

#[test]
fn software_is_counted_once_and_by_its_word() {
    let mut case = sound();
    assert!(Facts::of(&case).software.is_empty());
    for (side, name) in [
        (Side::Client, Product::MongooseIm),
        (Side::Server, Product::Other),
    ] {
        change(&mut case, of(side), |endpoint| {
            endpoint.software = Some(Software {
                name,
                told_by: Sign::Caps,
                said: "node".into(),
            });
        });
    }
    assert_eq!(Facts::of(&case).software, ["mongooseim", "other"]);
    assert_eq!(Facts::of(&only(case, Mode::C2s)).software, ["mongooseim"]);
}
