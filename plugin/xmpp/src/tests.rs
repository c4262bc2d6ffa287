use std::time::Duration;

use super::*;
use checker_kit::contract::RuleSwitch;
use mode::Mode;
use testing::{NOW, sound};

fn settings(options: &str, on: impl Fn(&Rule<Case>) -> bool) -> Settings {
    let switches: Vec<RuleSwitch> = rules::RULES
        .iter()
        .map(|rule| (rule.name.to_owned(), on(rule)))
        .collect();
    let options = Options::parse(options).unwrap();
    Xmpp::settings(&options, Switches::new(&switches)).unwrap()
}

fn evidence(observation: String, options: &str) -> Evidence {
    Evidence {
        observation,
        related: Vec::new(),
        options: options.to_owned(),
        judged_at: NOW,
    }
}

const DOMAIN: &str = r#"{"domain":"example.org"}"#;

#[test]
fn a_rule_of_both_sides_keeps_both() {
    for only in [
        "xmpp.starttls_required",
        "xmpp.ipv6_reachable",
        "xmpp.tls_quality",
    ] {
        let settings = settings(DOMAIN, |rule| rule.name == only);
        assert_eq!(settings.mode, Mode::Both, "{only}");
    }
}

#[test]
fn a_rule_of_one_side_keeps_that_side() {
    let of = |name: &'static str| settings(DOMAIN, |rule| rule.name == name).mode;
    assert_eq!(of("xmpp.sasl_mechanisms"), Mode::C2s);
    assert_eq!(of("xmpp.s2s_dialback"), Mode::S2s);
    assert_eq!(of("no.such_rule"), Mode::None);
}

#[test]
fn precheck_names_the_rules_without_a_side_and_the_time_that_collect_keeps_to() {
    let options = r#"{"domain":"a.example","mode":"c2s","timeout":45}"#;
    let settings = settings(options, |_| true);
    let precheck = Xmpp::precheck(&settings);
    let failing: Vec<&str> = precheck.failures.iter().map(|(rule, _)| *rule).collect();
    assert!(failing.contains(&"xmpp.s2s_reachable"));
    assert!(!failing.contains(&"xmpp.c2s_reachable"));
    assert!(!failing.contains(&"xmpp.tls_quality"));
    assert_eq!(precheck.ineligible, None);
    assert_eq!(precheck.at_most, Some(settings.schedule.at_most()));
    assert!(settings.schedule.at_most() > Duration::from_secs(90));
}

#[test]
fn a_stored_observation_is_judged_under_other_options() {
    let observation = serde_json::to_string(&sound().observation).unwrap();
    let mode = |options: &str| {
        Xmpp::case(&evidence(observation.clone(), options))
            .unwrap()
            .mode
    };
    assert_eq!(mode("{}"), Mode::Both);
    assert_eq!(mode(r#"{"mode":"s2s"}"#), Mode::S2s);
    let case = Xmpp::case(&evidence(observation.clone(), "{}")).unwrap();
    assert_eq!(case.observation, sound().observation);
    assert_eq!(case.judged_at, NOW);
    let bad = Xmpp::case(&evidence(observation, r#"{"mode":"neither"}"#));
    assert!(matches!(bad, Err(ErrorCode::InvalidOption(_))));
}

#[test]
fn an_observation_of_another_schema_is_refused() {
    for observation in ["{}", "[]", "nothing", r#"{"schema":1}"#] {
        let refused = Xmpp::case(&evidence(observation.into(), "{}"));
        assert!(
            matches!(refused, Err(ErrorCode::InvalidObservation(_))),
            "{observation}"
        );
    }
    let mut newer = sound().observation;
    newer.schema = SCHEMA + 1;
    let refused = Xmpp::case(&evidence(serde_json::to_string(&newer).unwrap(), "{}"));
    let Err(ErrorCode::InvalidObservation(why)) = refused else {
        panic!("read {refused:?}");
    };
    assert_eq!(
        why,
        format!("schema {} where {SCHEMA} is expected", SCHEMA + 1)
    );
}
