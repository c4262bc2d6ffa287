//! The checker through its exports, as a platform calls it.

use checker_kit::Component;
use checker_kit::checker::{Evidence, Guest};
use checker_kit::contract::{ErrorCode, Status};
use serde_json::{Value, json};

use crate::Tls;
use crate::lab::{Authority, Lab, NOW};

type Exports = Component<Tls>;

fn evidence(lab: &Lab, options: &Value, judged_at: i64) -> Evidence {
    Evidence {
        observation: serde_json::to_string(&lab.observation).unwrap(),
        related: Vec::new(),
        options: options.to_string(),
        judged_at,
    }
}

fn worst(evidence: Evidence) -> Status {
    let states = Exports::evaluate(evidence, Vec::new()).unwrap();
    checker_kit::state::overall(states.into_iter().map(|state| state.status))
}

#[test]
fn a_stored_observation_is_judged_by_date_and_options() {
    let lab = Lab::sound();
    let root = json!({ "trustedRoots": Authority::root("Test Root").pem() });
    assert_eq!(worst(evidence(&lab, &root, NOW)), Status::Ok);
    assert_eq!(
        worst(evidence(&lab, &root, NOW + 61 * 86_400)),
        Status::Crit
    );
    assert_eq!(worst(evidence(&lab, &json!({}), NOW)), Status::Crit);
    let cautious = json!({ "trustedRoots": root["trustedRoots"], "warnDays": 61 });
    assert_eq!(worst(evidence(&lab, &cautious, NOW)), Status::Warn);
}

#[test]
fn it_is_restated_by_date_and_options() {
    let lab = Lab::sound();
    let valid = |options: &Value, judged_at| {
        let restated = Exports::restate(evidence(&lab, options, judged_at)).unwrap();
        let restated: Value = serde_json::from_str(&restated).unwrap();
        restated["probes"]["one"]["chain_valid"].clone()
    };
    let root = json!({ "trustedRoots": Authority::root("Test Root").pem() });
    assert_eq!(valid(&root, NOW), true);
    assert_eq!(valid(&root, NOW + 61 * 86_400), false);
    assert_eq!(valid(&json!({}), NOW), false);
}

#[test]
fn what_is_no_observation_of_this_version_is_refused() {
    let sound = evidence(&Lab::sound(), &json!({}), NOW);
    for observation in ["", "[]", "{}", r#"{"schema":1,"endpoints":{}}"#] {
        let evidence = Evidence {
            observation: observation.into(),
            ..sound.clone()
        };
        let refused = Exports::evaluate(evidence, Vec::new());
        assert!(
            matches!(refused, Err(ErrorCode::InvalidObservation(_))),
            "{observation}: {refused:?}"
        );
    }
}

#[test]
fn every_rule_gives_a_state_and_keeps_to_its_name_and_severity() {
    let definition = Exports::definition();
    assert_eq!(definition.rules.len(), 12);
    let states = Exports::evaluate(evidence(&Lab::sound(), &json!({}), NOW), Vec::new()).unwrap();
    for rule in &definition.rules {
        let own: Vec<_> = states
            .iter()
            .filter(|state| state.rule == rule.name)
            .collect();
        assert!(!own.is_empty(), "{}", rule.name);
        for state in own {
            assert!(state.status <= rule.severity.max(Status::Ok), "{state:?}");
        }
    }
}

#[test]
fn the_precheck_says_how_long_it_takes_and_waits_for_what_a_platform_fills_in() {
    let entry = json!({ "type": "tls.endpoint.v1", "ref": "one",
        "payload": { "host": "im.example.org", "port": 5223 } });
    let ready = Exports::precheck(json!({ "endpoints": [entry], "timeout": 5 }).to_string());
    assert_eq!(ready.eligible, Some(true));
    assert_eq!(ready.at_most, Some(35_000_000_000));
    let early = Exports::precheck("{}".into());
    assert_eq!((early.eligible, early.at_most), (None, None));
    let none = Exports::precheck(json!({ "endpoints": [] }).to_string());
    assert_eq!(none.eligible, Some(false));
    let wrong = Exports::precheck(json!({ "endpoints": [], "timeout": 0 }).to_string());
    assert_eq!(wrong.eligible, Some(false));
    assert_eq!(wrong.failures.len(), 12);
}
