//! The rules of the XMPP checker.

use checker_host::model::{Evidence, Json, Options, Related, State, Status};
use checker_host::network::sim::xmpp::{StartTls, XmppServer};
use checker_host::network::sim::{Answer, Leaf, Listener, runtime};
use serde_json::{Value, json};

use crate::lab::{DOMAIN, HOST, Lab, V4, V6, XMPP, found, observation, states};

const SRV_C2S: &str = "xmpp.srv_c2s";
const SRV_S2S: &str = "xmpp.srv_s2s";
const C2S: &str = "xmpp.c2s_reachable";
const S2S: &str = "xmpp.s2s_reachable";
const QUALITY: &str = "xmpp.tls_quality";

// xmpp.srv_c2s, xmpp.srv_s2s.

#[test]
fn faults_of_records_are_named_beside_those_that_work() {
    let mut lab = Lab::sound();
    lab.srv("_xmpp-client", 5222, "gone.example.org");
    lab.srv("_xmpp-client", 5222, "192.0.2.7");
    lab.srv("_xmpp-client", 5222, "inside.example.org");
    lab.srv("_xmpp-client", 0, HOST);
    lab.srv("_xmpp-server", 5269, "alias.example.org");
    lab.srv("_xmpp-server", 0, ".");
    let zone = lab.simulation.zone();
    zone.srv("_xmpp-server._tcp.example.org", 9, 1, 5269, HOST)
        .address("inside.example.org", "10.0.0.1")
        .alias("alias.example.org", HOST);
    let outcome = lab.check();
    let subject = |rule, code| {
        let state = found(&outcome, rule, code, Status::Warn);
        state.subject.as_deref().unwrap_or_default()
    };
    assert_eq!(subject(SRV_C2S, "target-unresolvable"), "gone.example.org");
    assert_eq!(subject(SRV_C2S, "target-is-address"), "192.0.2.7");
    assert_eq!(subject(SRV_C2S, "private-address"), "inside.example.org");
    assert_eq!(subject(SRV_C2S, "port-zero"), HOST);
    assert_eq!(subject(SRV_S2S, "target-is-alias"), "alias.example.org");
    let name = "_xmpp-server._tcp.example.org";
    assert_eq!(subject(SRV_S2S, "repeated"), name);
    assert_eq!(subject(SRV_S2S, "root-beside-records"), name);
    // An alias works for most all the same.
    found(&outcome, S2S, "reachable", Status::Ok);
}

#[test]
fn without_records_the_domain_itself_is_tried() {
    // RFC 6120 §3.2.2.
    let mut lab = Lab::empty();
    lab.simulation.zone().address(DOMAIN, V4);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    let outcome = lab.check();
    let state = found(&outcome, SRV_C2S, "none-published", Status::Crit);
    assert!(
        state.message.contains("do get through"),
        "{}",
        state.message
    );
    let record = "_xmpp-client._tcp.example.org. 3600 IN SRV 5 0 5222";
    assert!(state.meta().snippets[0].text.contains(record));
    let state = found(&outcome, SRV_S2S, "none-published", Status::Crit);
    assert!(
        state.message.contains("does not work either"),
        "{}",
        state.message
    );
}

#[test]
fn published_records_whose_targets_fail_do_not_fall_back() {
    // RFC 6120 §3.2.1.
    let mut lab = Lab::empty();
    lab.srv("_xmpp-client", 5222, HOST);
    let zone = lab.simulation.zone();
    zone.address(HOST, "192.0.2.99").address(DOMAIN, V4);
    let c2s = lab.c2s();
    lab.put(5222, c2s);
    let outcome = lab.option("mode", "c2s").check();
    found(&outcome, C2S, "unreachable", Status::Crit);
}

#[test]
fn a_legacy_target_is_probed_on_the_side_that_its_answer_shows() {
    let mut lab = Lab::empty();
    lab.srv("_jabber", 7777, HOST);
    lab.simulation.zone().address(HOST, V4);
    let c2s = lab.c2s();
    lab.put(7777, c2s);
    let outcome = lab.check();
    found(&outcome, C2S, "reachable", Status::Ok);
    found(&outcome, SRV_C2S, "only-jabber", Status::Warn);
}

#[test]
fn nxdomain_servfail_timeouts_and_bogus_are_kept_apart() {
    let name = "_xmpp-client._tcp.example.org";
    for (answer, status, words) in [
        (Answer::ServerFailure, Status::Crit, "SERVFAIL"),
        (Answer::Bogus, Status::Crit, "DNSSEC"),
        (Answer::Silence, Status::Error, "in time"),
        (Answer::Refused, Status::Error, "REFUSED"),
    ] {
        let mut lab = Lab::sound();
        lab.simulation.zone().answer(name, answer);
        let outcome = lab.option("mode", "c2s").check();
        let of_rule = states(&outcome, SRV_C2S);
        let about = |state: &&&State| state.subject.as_deref() == Some(name);
        let state = of_rule.iter().find(about).unwrap();
        assert_eq!(state.status, status, "{}", state.message);
        assert!(state.message.contains(words), "{}", state.message);
    }
    let outcome = Lab::empty().option("mode", "c2s").check();
    found(&outcome, SRV_C2S, "no-such-domain", Status::Crit);
}

#[test]
fn the_ad_bit_is_recorded_for_each_lookup() {
    let mut lab = Lab::sound();
    lab.simulation
        .zone()
        .authentic("_xmpp-client._tcp.example.org");
    let seen = observation(&lab.check());
    let services = seen["services"].as_array().unwrap();
    let authentic = |name: &str| {
        let mut lookups = services.iter();
        let lookup = lookups.find(|lookup| lookup["service"] == name).unwrap();
        lookup["authentic"].as_bool()
    };
    assert_eq!(authentic("_xmpp-client._tcp"), Some(true));
    assert_eq!(authentic("_xmpp-server._tcp"), Some(false));
}

// xmpp.c2s_reachable, xmpp.s2s_reachable.

#[test]
fn each_dead_endpoint_is_named_beside_those_that_work() {
    let mut lab = Lab::sound();
    lab.simulation
        .listen(&format!("{V4}:5222"), Listener::Refuse)
        .listen(&format!("{V4}:5223"), Listener::Unreachable)
        .listen(&format!("[{V6}]:5222"), Listener::silent())
        .listen(&format!("[{V6}]:5269"), Listener::Blackhole);
    let outcome = lab.check();
    let subject = |rule, code| {
        let state = found(&outcome, rule, code, Status::Warn);
        state.subject.as_deref().unwrap_or_default()
    };
    assert_eq!(subject(C2S, "refused"), "192.0.2.1:5222");
    assert_eq!(subject(C2S, "no-route"), "192.0.2.1:5223");
    assert_eq!(subject(C2S, "silent"), "[2001:db8::1]:5222");
    assert_eq!(subject(S2S, "no-answer"), "[2001:db8::1]:5269");
    let state = found(&outcome, C2S, "reachable", Status::Ok);
    assert!(state.message.contains("1 of 4"), "{}", state.message);
    let state = found(&outcome, S2S, "reachable", Status::Ok);
    assert!(state.message.contains("3 of 4"), "{}", state.message);
}

// xmpp.starttls_required.

#[test]
fn crit_for_each_endpoint_that_does_not_require_starttls() {
    let outcome = Lab::with(
        |c2s| c2s.starttls = StartTls::Optional,
        |s2s| s2s.starttls = StartTls::Absent,
    )
    .check();
    let rule = "xmpp.starttls_required";
    let state = found(&outcome, rule, "not-required", Status::Crit);
    let line = "\nc2s_require_encryption = true";
    let snippets = state.meta().snippets;
    assert!(snippets.iter().any(|one| one.text.ends_with(line)));
    found(&outcome, rule, "not-offered", Status::Crit);
    assert_eq!(states(&outcome, rule).len(), 4);
    found(&outcome, S2S, "no-starttls", Status::Warn);
}

#[test]
fn starttls_as_the_only_feature_is_as_good_as_required() {
    // RFC 6120 §5.3.1.
    let outcome = Lab::with(|c2s| c2s.starttls = StartTls::Sole, |_| {}).check();
    found(&outcome, "xmpp.starttls_required", "required", Status::Ok);
}

// xmpp.sasl_mechanisms.

#[test]
fn crit_when_plain_is_all_there_is_or_offered_before_tls() {
    let rule = "xmpp.sasl_mechanisms";
    let outcome = Lab::with(|c2s| c2s.mechanisms = vec!["PLAIN"], |_| {}).check();
    let state = found(&outcome, rule, "plain-only", Status::Crit);
    assert!(state.message.contains("PLAIN"));
    assert_eq!(state.meta().endpoints.len(), 4);
    let outcome = Lab::with(
        |c2s| {
            c2s.starttls = StartTls::Optional;
            c2s.mechanisms_before = vec!["PLAIN"];
            c2s.sasl2 = std::mem::take(&mut c2s.mechanisms);
        },
        |_| {},
    )
    .check();
    found(&outcome, rule, "plain-before-tls", Status::Crit);
    // SCRAM is in the other profile.
    found(&outcome, rule, "sound", Status::Ok);
}

// xmpp.s2s_dialback.

#[test]
fn crit_with_neither_dialback_nor_external() {
    let neither = |s2s: &mut XmppServer| {
        s2s.dialback = false;
        s2s.extra.clear();
    };
    let outcome = Lab::with(|_| {}, neither).check();
    let state = found(&outcome, "xmpp.s2s_dialback", "none", Status::Crit);
    assert!(!state.meta().fix.is_empty());
    let external = |s2s: &mut XmppServer| {
        neither(s2s);
        s2s.mechanisms = vec!["EXTERNAL"];
    };
    let outcome = Lab::with(|_| {}, external).check();
    found(&outcome, "xmpp.s2s_dialback", "offered", Status::Ok);
}

// xmpp.ipv6_reachable.

#[test]
fn unknown_when_the_prober_has_no_ipv6() {
    let mut lab = Lab::sound();
    lab.simulation.without_ipv6();
    let outcome = lab.check();
    let rule = "xmpp.ipv6_reachable";
    found(&outcome, rule, "prober-without-ipv6", Status::Unknown);
    found(&outcome, C2S, "reachable", Status::Ok);
}

// xmpp.direct_tls.

#[test]
fn warn_when_direct_tls_is_published_and_broken() {
    let mut lab = Lab::sound();
    lab.simulation
        .listen(&format!("[{V6}]:5223"), Listener::Refuse);
    let outcome = lab.check();
    let state = found(&outcome, "xmpp.direct_tls", "broken", Status::Warn);
    assert_eq!(state.subject.as_deref(), Some("[2001:db8::1]:5223"));
}

// xmpp.tls_quality.

#[test]
fn one_state_for_each_finding_with_its_endpoint_worst_first() {
    let leaf = Leaf {
        until_day: -1,
        client_auth: false,
        ..Leaf::of(DOMAIN)
    };
    let outcome = Lab::with_leaf(&leaf).check_with_tls();
    let state = found(&outcome, QUALITY, "expired", Status::Crit);
    assert!(state.subject.is_some() && !state.meta().fix.is_empty());
    // Dialback is there besides.
    found(&outcome, QUALITY, "no-client-auth", Status::Info);
    let statuses = states(&outcome, QUALITY);
    let statuses = statuses.iter().map(|state| state.status);
    assert!(statuses.is_sorted_by(|a, b| a >= b), "{outcome:#?}");
}

#[test]
fn what_other_producers_say_is_taken_as_far_as_it_makes_sense() {
    let outcome = Lab::sound().check();
    let judged = |data: Value| {
        let related = [Related {
            checker: "somebody-else".into(),
            key: "tls_probes".into(),
            data: Json::of(&data).unwrap(),
            collected_at: 0,
            reference: String::new(),
        }];
        let evidence = Evidence {
            observation: &outcome.observation,
            related: &related,
            options: &Options::new(),
            judged_at: outcome.judged_at,
        };
        let states = XMPP.evaluate(evidence, &[]);
        let mut states = runtime().unwrap().block_on(states).unwrap();
        states.retain(|state| state.rule == QUALITY);
        states
    };
    let said = json!({"probes": {
        "xmpp.example.org:5222": {"issues": "none"},
        "xmpp.example.org:5269": {"issues": [
            {"code": "chain", "severity": "critical", "message": "bad chain", "fix": "mend it"},
            7, null, {},
        ]},
        "other.example:443": {"issues": [
            {"code": "x", "severity": "crit", "message": "not ours"},
        ]},
    }});
    let states = judged(said);
    assert_eq!(states.len(), 1, "{states:#?}");
    assert_eq!(
        (states[0].status, states[0].code.as_str()),
        (Status::Crit, "xmpp.tls_quality.chain")
    );
    assert_eq!(states[0].meta().fix, "mend it");
    for garbage in [json!(null), json!([]), json!("x"), json!({"probes": 7})] {
        let states = judged(garbage);
        assert_eq!(states[0].code, "xmpp.tls_quality.skipped");
    }
}
